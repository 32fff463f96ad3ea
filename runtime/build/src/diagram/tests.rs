use super::layered::{self, Graph, Layout};
use super::model::{Diagram, Entity, Kind, Relation, Row};
use super::*;
use crate::checks::Checked;
use crate::fixture::*;
use crate::{Schema, TableDef};

/// The tables of Pagila, a line each: `*` stands before a column of the key, `?` behind what may be NULL.
const PAGILA: &str = include_str!("pagila.txt");

/// A diagram of tables that no program has, written as in `pagila.txt`; `@root`, `@junction` or `@append` before the name, and `#` for a table of the
/// first root's tenants.
fn diagram_of(text: &str) -> Diagram {
    let lines: Vec<_> = text.lines().filter_map(|line| line.split_once(": ")).collect();
    let names: Vec<_> =
        lines.iter().map(|(head, _)| head.trim_start_matches('#').rsplit(' ').next().unwrap()).collect();
    let roots: Vec<_> = (0..lines.len()).filter(|place| lines[*place].0.contains("@root")).collect();
    let entities: Vec<_> =
        lines.iter().zip(&names).map(|((head, columns), name)| entity(head, name, columns)).collect();
    let mut relations = Vec::new();
    for (from, (_, columns)) in lines.iter().enumerate() {
        for (from_row, column) in columns.split("; ").enumerate() {
            let Some((declared, target)) = column.split_once(" -> ") else { continue };
            let to = names.iter().position(|name| *name == target).unwrap();
            let (optional, columns) = (declared.ends_with('?'), "column".to_owned());
            let (unique, of_tenant) = (declared.starts_with('!'), false);
            relations.push(Relation { from, from_row, to, to_row: 0, columns, optional, unique, of_tenant });
        }
    }
    Diagram { entities, relations, roots }
}

fn entity(head: &str, name: &str, columns: &str) -> Entity {
    let kinds = [("@root", Kind::Root), ("@junction", Kind::Junction), ("@append", Kind::AppendOnly)];
    let kind = kinds.iter().find(|(word, _)| head.contains(word)).map_or(Kind::Ordinary, |(_, kind)| *kind);
    Entity {
        name: name.to_owned(),
        doc: "A table.".to_owned(),
        rows: columns.split("; ").map(row).collect(),
        kind,
        court: head.contains(['#', '@']).then_some(0).filter(|_| head.contains('#') || kind == Kind::Root),
    }
}

fn row(column: &str) -> Row {
    let (declared, _) = column.split_once(" -> ").unwrap_or((column, ""));
    let (name, sql_type) = declared.trim_start_matches(['*', '!']).split_once(' ').unwrap();
    Row {
        name: name.to_owned(),
        sql_type: sql_type.trim_end_matches('?').to_owned(),
        nullable: declared.ends_with('?'),
        primary: declared.starts_with('*'),
        foreign: column.contains(" -> "),
        unique: declared.starts_with('!'),
        added: matches!(name, "created_at" | "updated_at" | "deleted_at"),
    }
}

/// So many tables that refer to some before them, most of them in a court.
fn invented(count: usize) -> String {
    let mut state = 7_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let name = |place: usize| match place {
        0 => "organizations".to_owned(),
        _ if place % 9 == 1 => format!("shared_{place}"),
        _ => format!("org_things_{place}"),
    };
    let mut text = String::from("@root organizations: *id uuid; name varchar(255); created_at timestamptz\n");
    for place in 1..count {
        let shared = name(place).starts_with("shared");
        let mut columns = vec!["*id uuid".to_owned()];
        columns.extend(
            (0..2 + random(7))
                .map(|column| format!("some_column_{column} {}", ["text", "numeric(10,2)?", "boolean"][random(3)])),
        );
        for _ in 0..random(4) {
            // Most refer to something near.
            let near = 1 + random(place).max(random(place));
            let to = if random(12) == 0 { 1 + random(count - 1) } else { near.min(count - 1) };
            let optional = ["", "?"][random(2)];
            if !shared || name(to).starts_with("shared") {
                columns.push(format!("thing_{}_id uuid{optional} -> {}", columns.len(), name(to)));
            }
        }
        columns.extend(["created_at timestamptz", "deleted_at timestamptz?"].map(str::to_owned));
        let kind = [" ", " ", " ", "@junction ", "@append "][random(5)];
        text.push_str(&format!("{}{kind}{}: {}\n", if shared { "" } else { "#" }, name(place), columns.join("; ")));
    }
    text
}

/// Every diagram of these tests.
fn diagrams() -> Vec<Diagram> {
    [PAGILA.to_owned(), invented(3), invented(20), invented(60), invented(140)]
        .iter()
        .map(|text| diagram_of(text))
        .collect()
}

fn laid_out(diagram: &Diagram) -> (Graph, Layout) {
    let graph = svg::graph(diagram);
    let layout = layered::layout(&graph);
    (graph, layout)
}

/// Left, top, right, bottom.
fn rectangles(graph: &Graph, layout: &Layout) -> Vec<(i32, i32, i32, i32)> {
    let both = layout.boxes.iter().zip(&graph.boxes);
    both.map(|((left, top, width), size)| (*left, *top, left + width, top + size.height)).collect()
}

#[test]
fn no_two_tables_overlap_and_each_has_room() {
    for diagram in diagrams() {
        let (graph, layout) = laid_out(&diagram);
        let rectangles = rectangles(&graph, &layout);
        for (at, one) in rectangles.iter().enumerate() {
            assert!(one.2 - one.0 >= graph.boxes[at].width && one.3 <= layout.height && one.0 >= 0 && one.1 >= 0);
            for other in &rectangles[at + 1..] {
                let apart = one.2 <= other.0 || other.2 <= one.0 || one.3 <= other.1 || other.3 <= one.1;
                assert!(apart, "{one:?} {other:?}");
            }
        }
    }
}

#[test]
fn no_line_runs_through_a_table() {
    for diagram in diagrams() {
        let (graph, layout) = laid_out(&diagram);
        let rectangles = rectangles(&graph, &layout);
        for piece in layout.lines.iter().flat_map(|line| line.points.windows(2)) {
            let (left, right) = (piece[0].0.min(piece[1].0), piece[0].0.max(piece[1].0));
            let (top, bottom) = (piece[0].1.min(piece[1].1), piece[0].1.max(piece[1].1));
            let crossed = |of: &&(i32, i32, i32, i32)| {
                left < of.2 && of.0 < right.max(left + 1) && top < of.3 && of.1 < bottom.max(top + 1)
            };
            assert_eq!(rectangles.iter().find(crossed), None, "{piece:?}");
        }
    }
}

#[test]
fn every_reference_begins_and_ends_at_its_columns() {
    for diagram in diagrams() {
        let (graph, layout) = laid_out(&diagram);
        let rectangles = rectangles(&graph, &layout);
        let edge = |place: usize, x: i32| x == rectangles[place].0 || x == rectangles[place].2;
        for (place, link) in graph.links.iter().enumerate() {
            let ends: Vec<_> = layout.ends.iter().filter(|end| end.link == place && end.refers).collect();
            assert_eq!(ends.len(), 1, "{link:?}");
            assert!(edge(link.from, ends[0].at.0) && ends[0].at.1 == rectangles[link.from].1 + link.from_port);
            let at = |end: &&layered::End| {
                !end.refers && edge(link.to, end.at.0) && end.at.1 == rectangles[link.to].1 + link.to_port
            };
            assert!(layout.ends.iter().any(|end| at(&end)), "{link:?}");
        }
    }
}

#[test]
fn a_court_is_closed_around_its_own() {
    let diagram = diagram_of(&invented(60));
    let (graph, layout) = laid_out(&diagram);
    let rectangles = rectangles(&graph, &layout);
    let of = |court| rectangles.iter().zip(&graph.boxes).filter(move |(_, size)| size.court == court);
    let left = of(Some(0)).map(|(rectangle, _)| rectangle.0).min();
    assert!(of(None).all(|(rectangle, _)| Some(rectangle.2) < left));
    assert!(svg::draw(&diagram).contains("each row belongs to one of organizations</text>"));
}

#[test]
fn a_circle_has_a_place() {
    let diagram = diagram_of(
        "a: *id uuid; b_id uuid? -> b\nb: *id uuid; c_id uuid -> c; a_id uuid -> a\nc: *id uuid; a_id uuid -> a; c_id uuid -> c\n",
    );
    let text = svg::draw(&diagram);
    assert_eq!(text.matches("class=\"end\"").count(), 10 - 1, "two of five lines join on their way to `a`");
}

fn checked(tables: &[&'static TableDef]) -> Checked {
    Checked::of(&Schema::new(Vec::leak(tables.to_vec()), &[])).unwrap()
}

const SHOP: &[&TableDef] = &[&PRODUCT, &ENROLMENT, &ENTRY, &CATEGORY, &ORGANIZATION, &COUNTRY];

#[test]
fn a_court_stands_for_the_lines_to_its_root() {
    let schema = checked(SHOP);
    let text = svg(&schema);
    assert!(text.contains("<title id=\"schema-title\">The schema: 6 tables</title>"));
    assert!(text.contains("<g class=\"court\">") && text.contains("<g class=\"card-of root\""));
    for part in [
        "class=\"card-of junction\"",
        "class=\"card-of append\"",
        "may refer to one",
        ">product_status</text>",
        ">uuid?</text>",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    let drawn = Diagram::of(&schema).relations.iter().filter(|relation| !relation.of_tenant).count();
    assert_eq!(drawn, 5);
}

#[test]
fn mermaid_has_every_table_and_reference() {
    let text = mermaid(&checked(SHOP));
    for line in [
        "    \"org_products\" {\n        uuid id PK\n        uuid organization_id PK, FK\n        varchar(100) sku UK\n        numeric(10-2) price\n        product_status status\n        uuid category_id FK \"null\"\n",
        "        text[] tags\n",
        "    \"organizations\" ||--o{ \"org_products\" : \"organization_id\"\n",
        "    \"org_categories\" |o--o{ \"org_products\" : \"category_id\"\n",
        "    \"org_categories\" |o--o{ \"org_categories\" : \"parent_id\"\n",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

#[test]
fn a_reference_that_is_unique_within_a_tenant_is_not_one_to_one_with_what_all_share() {
    let schema = checked(&[&ORGANIZATION, &COUNTRY, &CATEGORY, &FLAG]);
    let text = mermaid(&schema);
    for line in [
        "    \"organizations\" ||--o{ \"org_flags\" : \"organization_id\"\n",
        "    \"countries\" ||--o{ \"org_flags\" : \"country_id\"\n",
        "    \"organizations\" ||--o{ \"org_flags\" : \"partner_id\"\n",
        "    \"org_categories\" ||--o| \"org_flags\" : \"category_id\"\n",
        "    \"countries\" ||--o| \"org_flags\" : \"first_id\"\n",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    // The diagram is drawn from the same.
    let relations = Diagram::of(&schema).relations;
    let unique: Vec<_> =
        relations.iter().filter(|relation| relation.unique).map(|relation| relation.columns.as_str()).collect();
    assert_eq!(unique, ["category_id", "first_id"]);
}

#[test]
fn no_name_breaks_out_of_the_text() {
    let hostile = "a \"b\" <c> & 'd' \n%% }";
    let table = TableDef {
        name: hostile,
        doc: "<script>\u{1}",
        columns: list([ID, column(hostile, crate::SqlType::Text)]),
        ..PLAIN
    };
    let schema = checked(&[&*Box::leak(Box::new(table))]);
    let drawn = svg(&schema);
    assert!(
        drawn.contains("a &quot;b&quot; &lt;c&gt; &amp; 'd' \n%% }") && drawn.contains("<title>&lt;script&gt;</title>")
    );
    assert!(
        mermaid(&schema)
            .contains("    \"a 'b' <c> & 'd'  __ }\" {\n        uuid id PK\n        text a__b___c_____d_______\n")
    );
}

#[test]
fn nothing_is_a_diagram_too() {
    let empty = checked(&[]);
    assert_eq!(mermaid(&empty), "erDiagram\n");
    assert!(svg(&empty).ends_with("</svg>\n"));
}

#[test]
fn the_same_bytes_on_every_run() {
    let schema = checked(SHOP);
    let first = (svg(&schema), mermaid(&schema), svg::draw(&diagram_of(&invented(60))));
    for _ in 0..20 {
        assert_eq!((svg(&schema), mermaid(&schema), svg::draw(&diagram_of(&invented(60)))), first);
    }
}
