/// Colours twice, for light and for dark; nothing that the renderers of previews do not know (no variables).
pub(super) const STYLE: &str = r#"<style>
.paper { fill: #ffffff }
text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2933 }
.court rect { fill: #f6f9fc; stroke: #b7c7d9; stroke-width: 1.5 }
.court text { font: italic 13px ui-sans-serif, system-ui, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif; fill: #5b7089 }
.card { fill: #ffffff; stroke: #c3ccd6 }
.head { fill: #e4ecf5 }
.root .head { fill: #fbe6b8 }
.junction .head { fill: #e6defa }
.append .head { fill: #fadcd9 }
.name { font-weight: 700; font-size: 13px }
.tag { font-size: 10px; fill: #52606d; text-anchor: end }
.type { fill: #66788a; text-anchor: end }
.mark { font-size: 9px; font-weight: 700; fill: #8a6d1a }
.mark.fk { fill: #3a6ea5 }
.mark.uk { fill: #4d7d4a }
.added { font-size: 10px; fill: #8593a1 }
.rule { stroke: #e4e9ee }
.line { fill: none; stroke: #6b86a3; stroke-width: 1.4; stroke-linejoin: round }
.optional { stroke-dasharray: 5 3.5 }
.end { fill: none; stroke: #4a6785; stroke-width: 1.4 }
.end circle { fill: #ffffff }
.key text { font-size: 11px; fill: #52606d }
@media (prefers-color-scheme: dark) {
.paper { fill: #12171d }
text { fill: #dfe6ee }
.court rect { fill: #171f28; stroke: #3a4b5e }
.court text { fill: #92a7bd }
.card { fill: #1c242d; stroke: #3b4753 }
.head { fill: #2a3a4d }
.root .head { fill: #574518 }
.junction .head { fill: #40356a }
.append .head { fill: #5d3331 }
.tag { fill: #b3bfcb }
.type { fill: #94a5b6 }
.mark { fill: #dcb75a }
.mark.fk { fill: #7fb2ea }
.mark.uk { fill: #8cc587 }
.added { fill: #7d8b99 }
.rule { stroke: #2c3742 }
.line { stroke: #7590ad }
.end { stroke: #9db5cf }
.end circle { fill: #12171d }
.key text { fill: #b3bfcb }
}
</style>
"#;
