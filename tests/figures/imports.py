#!/usr/bin/env python3
"""Prints the largest cycles of files in the import graph of a crate: `imports.py runtime/src`.

An edge goes from a file to the file that defines what it names. Re-exports (`pub use`) are followed to the definition, so that a `lib.rs` or
`mod.rs` which only lists its parts is in no cycle. Test modules are left out.
"""
import re
import sys
from pathlib import Path

PATH = re.compile(r"\b(crate|super|self)((?:::\w+|::\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|::\*)+)")
USE = re.compile(r"(?ms)^\s*(pub(?:\([^)]*\))?\s+)?use\s+([^;]+);")
ITEM = re.compile(r"(?m)^\s*(?:pub(?:\([^)]*\))?\s+)?(?:const\s+|async\s+|unsafe\s+)*(?:struct|enum|trait|fn|const|static|type|macro_rules!|union)\s+(\w+)")
LOCAL_MODULE = re.compile(r"(?m)^\s*(?:pub(?:\([^)]*\))?\s+)?mod\s+(\w+)\s*[;{]")


def without_comments(text):
    text = re.sub(r"//[^\n]*", "", text)
    text = re.sub(r'"(?:\\.|[^"\\])*"', '""', text, flags=re.S)
    return re.sub(r"#\[cfg\(test\)\]\s*(?:pub(?:\([^)]*\))?\s+)?mod\s+\w+\s*\{.*", "", text, flags=re.S)


def is_test(path):
    return any("test" in part or part in ("fixtures.rs", "fixture.rs") for part in path.parts)


def module_of(path, root):
    parts = list(path.relative_to(root).with_suffix("").parts)
    if parts[-1] in ("lib", "mod", "main"):
        parts.pop()
    return tuple(parts)


def leaves(tree):
    """`a::{b, c as d, e::*}` -> the paths in it, each a tuple of names, and the name that it is known by."""
    tree = re.sub(r"\s+", " ", tree.strip())
    match = re.match(r"^((?:\w+::)*)\{(.*)\}$", tree)
    if not match:
        path, _, alias = tree.partition(" as ")
        names = tuple(part for part in path.strip().split("::") if part)
        return [(names, alias.strip() or (names[-1] if names else ""))]
    prefix = tuple(part for part in match.group(1).split("::") if part)
    found, depth, start = [], 0, 0
    inner = match.group(2) + ","
    for at, char in enumerate(inner):
        depth += (char == "{") - (char == "}")
        if char == "," and depth == 0:
            part = inner[start:at].strip()
            start = at + 1
            for names, alias in leaves(part) if part else []:
                names = names[:-1] if names and names[-1] == "self" else names
                found.append((prefix + names, alias if alias != "self" else (prefix + names)[-1]))
    return found


def read(root):
    modules = {}
    for path in sorted(root.rglob("*.rs")):
        if not is_test(path.relative_to(root)):
            modules[module_of(path, root)] = (path, without_comments(path.read_text()))
    return modules


def resolve(modules, names, exports, seen=()):
    """The module that defines a path from the root of the crate."""
    for length in range(len(names), -1, -1):
        module = names[:length]
        if module not in modules:
            continue
        if length == len(names):
            return module
        target = exports[module].get(names[length])
        if target and (module, names[length]) not in seen:
            return resolve(modules, target + names[length + 1:], exports, seen + ((module, names[length]),))
        for glob in exports[module].get("*", []):
            if glob in modules and names[length] in items(modules[glob][1]):
                return glob
        return module
    return None


def items(text):
    return set(ITEM.findall(text))


def absolute(module, names):
    if names[0] == "crate":
        return names[1:]
    base = list(module)
    while names and names[0] in ("super", "self"):
        if names[0] == "super":
            base = base[:-1]
        names = names[1:]
    return tuple(base) + names


def graph(modules):
    exports = {module: {} for module in modules}
    for module, (_, text) in modules.items():
        children = set(LOCAL_MODULE.findall(text))
        for _, tree in USE.findall(text):
            for names, alias in leaves(tree):
                if not names:
                    continue
                if names[0] in children or names[0] in ("crate", "super", "self"):
                    target = absolute(module, names if names[0] in ("crate", "super", "self") else ("self",) + names)
                    if target and target[-1] == "*":
                        exports[module].setdefault("*", []).append(target[:-1])
                    elif target != module + (alias,):
                        exports[module][alias] = target
    edges = {module: set() for module in modules}
    for module, (_, text) in modules.items():
        paths = [names for _, tree in USE.findall(text) for names, _ in leaves(tree) if names]
        paths += [tuple(part for part in (head + tail).split("::") if part)
                  for head, tail in PATH.findall(USE.sub("", text)) if "{" not in tail]
        exporting = {alias for alias in exports[module]}
        for names in paths:
            if names[0] not in ("crate", "super", "self"):
                continue
            names = names[:-1] if names[-1] == "*" else names
            target = resolve(modules, absolute(module, names), exports)
            if target is not None and target != module:
                edges[module].add(target)
        reexports = re.findall(r"(?ms)^\s*pub(?:\([^)]*\))?\s+use\s+([^;]+);", text)
        for tree in reexports:
            for names, _ in leaves(tree):
                if names and names[0] in ("crate", "super", "self"):
                    target = resolve(modules, absolute(module, names), exports)
                    if target is not None:
                        edges[module].discard(target)
    return edges


def components(edges):
    sys.setrecursionlimit(10_000)
    index, low, stack, on, found = {}, {}, [], set(), []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        on.add(node)
        for target in sorted(edges[node]):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in on:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            part = []
            while True:
                part.append(stack.pop())
                on.discard(part[-1])
                if part[-1] == node:
                    break
            found.append(part)

    for node in sorted(edges):
        if node not in index:
            visit(node)
    return sorted((part for part in found if len(part) > 1), key=len, reverse=True)


if __name__ == "__main__":
    root = Path(sys.argv[1])
    edges = graph(read(root))
    cycles = components(edges)
    print(f"{len(edges)} files, largest cycle: {len(cycles[0]) if cycles else 1}")
    for part in cycles:
        names = set(part)
        print(f"  {len(part)}: " + ", ".join("::".join(module) or "lib" for module in sorted(part)))
        if "-v" in sys.argv:
            for module in sorted(part):
                inside = sorted("::".join(target) or "lib" for target in edges[module] & names)
                print(f"      {'::'.join(module) or 'lib'} -> {', '.join(inside)}")
