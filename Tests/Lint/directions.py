#!/usr/bin/env python3
"""Holds the walls: imports go one way between modules, and uses go one way between the folders of a module.

Modules: what Package.swift declares for a target is what its sources import, there is no circle, and nobody imports a module that
stands lower in the table of ARCHITECTURE.md, whose last column says what is imported.

Folders: each folder of a module is a node, the module's root (files that stand in no folder) one like the others. A folder uses
another if one of its files names a type that is declared there, outside comments and literals. No circle is allowed: so either the
root builds on its folders, or these on it, never both.

The compiler sees modules only; between folders it allows everything. Names of functions and members are not followed, nor types
inside other types: whoever uses these names the outer type somewhere, or got it from a folder that did.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# Modules whose folders still go in circles. Each is a debt: take it out of the list when it is paid.
EXEMPT = set()
# What a test helper may stand for in the table: medseal-bench measures with the tests' hospital.
FIXTURES = {"HospitalFixture", "TestSupport"}

# --- Swift, as far as needed ---

PIECE = re.compile(r'//[^\n]*|/\*|(#*)("""|")|[{}]')


def code(text):
    """The text without comments and literals; what stands in interpolations is code."""
    out, position = [], 0
    while True:
        match = PIECE.search(text, position)
        if not match:
            out.append(text[position:])
            return "".join(out)
        out.append(text[position:match.start()])
        token = match.group()
        if token.startswith("//"):
            position = match.end()
        elif token == "/*":
            depth, position = 1, match.end()
            while depth and position < len(text):
                if text.startswith("/*", position):
                    depth, position = depth + 1, position + 2
                elif text.startswith("*/", position):
                    depth, position = depth - 1, position + 2
                else:
                    position += 1
        elif token in "{}":
            out.append(token)
            position = match.end()
        else:
            inside, position = literal(text, match.end(), match.group(1), match.group(2))
            out.append(" " + inside + " ")


def literal(text, position, hashes, quote):
    """The code in the interpolations of a literal, and where it ends."""
    out, escape, end = [], "\\" + hashes, quote + hashes
    while position < len(text):
        if text.startswith(end, position):
            return " ".join(out), position + len(end)
        if text.startswith(escape + "(", position):
            start = position = position + len(escape) + 1
            depth = 1
            while depth and position < len(text):
                if text[position] == '"':
                    _, position = literal(text, position + 1, "", '"')
                    continue
                depth += {"(": 1, ")": -1}.get(text[position], 0)
                position += 1
            out.append(code(text[start:position - 1]))
        elif text.startswith(escape, position):
            position += len(escape) + 1
        else:
            position += 1
    return " ".join(out), position


DECLARATION = re.compile(
    r"^((?:@\w+(?:\([^)]*\))?\s+|public |package |internal |private |fileprivate |final |indirect |open |nonisolated )*)"
    r"(?:struct|class|enum|protocol|actor|typealias)\s+(\w+)", re.M)
# A word that is no member of something.
WORD = re.compile(r"(?<![.\w])([A-Z]\w*)")


def declared(source):
    """Types that a file declares for others; the format of the sources puts them, and nothing else, at a line's beginning."""
    return {name for access, name in DECLARATION.findall(source) if "private" not in access}


def circle(graph):
    """A circle of a graph as a list whose first and last elements are the same; None if there is none."""
    state, path = {}, []

    def visit(node):
        state[node] = 1
        path.append(node)
        for following in sorted(graph.get(node, ())):
            if state.get(following) == 1:
                return path[path.index(following):] + [following]
            if following not in state:
                found = visit(following)
                if found:
                    return found
        path.pop()
        state[node] = 2
        return None

    for node in sorted(graph):
        if node not in state:
            found = visit(node)
            if found:
                return found
    return None


def folder_graph(files):
    """files: {(folder, name): source without comments}. Returns {folder: {folder: an example of a use}}."""
    home = {}
    for (folder, _), source in files.items():
        for name in declared(source):
            home[name] = folder
    graph = {folder: {} for folder, _ in files}
    for (folder, file), source in sorted(files.items()):
        # A file's own private or inner type hides another folder's of that name.
        own = set(re.findall(r"(?:struct|class|enum|protocol|actor|typealias|associatedtype|case)\s+([A-Z]\w*)", source))
        for name in sorted(set(WORD.findall(source)) - own):
            other = home.get(name)
            if other is not None and other != folder:
                graph[folder].setdefault(other, f"{file} names {name}")
    return graph


def folder_fault(module, files):
    graph = folder_graph(files)
    found = circle(graph)
    if not found:
        return None
    show = lambda folder: f"{module}/{folder}" if folder else f"{module} (root)"
    steps = [f"    {show(a)} uses {show(b)}: {graph[a][b]}" for a, b in zip(found, found[1:])]
    return "\n".join([f"folders of {module} use each other in a circle:"] + steps)


# --- The package and the table ---

def target_declarations(manifest):
    """{target: (declared dependencies, folder)}, for every target but those of the fuzzer."""
    manifest = manifest.split("// The fuzz targets")[0]
    manifest = re.sub(r"//[^\n]*", "", manifest)
    targets = {}
    for match in re.finditer(r'(?<!\w)(library|tests|\.target|\.executableTarget|\.systemLibrary|\.testTarget)\(', manifest):
        depth, end = 1, match.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(manifest[end], 0)
            end += 1
        body, kind = manifest[match.end():end - 1], match.group(1)
        name = re.match(r'\s*(?:name:\s*)?"([^"]+)"', body)
        if not name or re.match(r'\s*"[^"]+"\s*,\s*targets|\s*name:\s*"[^"]+"\s*,\s*(targets|condition)', body):
            continue
        name = name.group(1)
        path = re.search(r'path:\s*"([^"]+)"', body)
        listed = re.search(r"\[(.*)\]", re.sub(r"(path|exclude|swiftSettings|linkerSettings|cSettings|providers):.*", "", body, flags=re.S), re.S)
        names = set(re.findall(r'(?:name:\s*)?"([\w-]+)"', re.sub(r"condition:.*?\)\)", "", listed.group(1)))) if listed else set()
        folder = path.group(1) if path else ("Tests/" if kind == "tests" else "Sources/") + name
        targets[name] = (names, folder)
    return targets


IMPORT = re.compile(r"^ *(?:@\w+ )*(?:public |package |internal |private |fileprivate )?import (\w+)", re.M)


def sources(folder):
    return {path: path.read_text() for path in sorted((ROOT / folder).rglob("*.swift"))}


def table(text):
    """Rows of the layer table: (module names, what the last column lists; None where it is prose)."""
    rows = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) != 4 or cells[0] in ("layer", "---"):
            continue
        names = re.findall(r"`(?:[\w-]+/)*([\w-]+)`", cells[1])
        imports = set(re.findall(r"`([\w-]+)`", cells[3]))
        is_list = cells[3] == "–" or not re.sub(r"`[\w-]+`|[,\s]", "", cells[3])
        rows.append((names, imports if is_list else None))
    return rows


def check():
    faults = []
    targets = target_declarations((ROOT / "Package.swift").read_text())
    rows = table((ROOT / "ARCHITECTURE.md").read_text())
    place = {name: number for number, (names, _) in enumerate(rows) for name in names}
    graph = {}
    texts = {}
    for target, (names, folder) in sorted(targets.items()):
        texts[target] = sources(folder)
        if not texts[target]:
            continue
        imported = {name for text in texts[target].values() for name in IMPORT.findall(text)} & set(targets)
        graph[target] = names | imported
        for extra in sorted(imported - names - {"TestSupport"}):
            faults.append(f"{target} imports {extra}, which Package.swift does not declare")
        for extra in sorted(names - imported - {"TestSupport"}):
            faults.append(f"Package.swift declares {extra} for {target}, which does not import it")
        if folder.startswith("Tests/"):
            continue
        if target not in place:
            faults.append(f"{target} is not in the table of ARCHITECTURE.md")
            continue
        for name in sorted((imported | names) - FIXTURES):
            if name not in place:
                faults.append(f"{target} imports {name}, which is not in the table of ARCHITECTURE.md")
            elif place[name] >= place[target]:
                faults.append(f"{target} imports {name}, which stands lower in the table of ARCHITECTURE.md")
        listed = rows[place[target]][1]
        if listed is not None and listed != imported:
            for name in sorted(listed ^ imported):
                faults.append(f"ARCHITECTURE.md's row of {target} and its sources differ in {name}")
    found = circle(graph)
    if found:
        faults.append("modules import each other in a circle: " + " > ".join(found))
    for target, (_, folder) in sorted(targets.items()):
        if folder.startswith("Tests/") or not texts[target]:
            continue
        files = {}
        for path, text in texts[target].items():
            where = path.relative_to(ROOT / folder).parent.as_posix()
            files["" if where == "." else where, path.name] = code(text)
        fault = folder_fault(target, files)
        if target in EXEMPT:
            if not fault:
                faults.append(f"the folders of {target} go one way: take it out of EXEMPT in Tests/Lint/directions.py")
        elif fault:
            faults.append(fault)
    return faults


def self_test():
    """What cannot fail says nothing: a circle is planted, and what only looks like one."""
    assert code('a /* B /* C */ D */ "E \\(F("G")) H" // I\n#"J \\(K) \\#(L)"# M').split() == ["a", "F(", ")", "L", "M"]
    assert code('"""\nA "B" \\(C)\n""" D').split() == ["C", "D"]
    straight = {("A", "a.swift"): "public struct Alpha { var b: Beta }\n", ("B", "b.swift"): "struct Beta {}\nprivate enum Alpha {}\n",
                ("", "r.swift"): "enum Root { case alpha(Alpha) }\n"}
    clean = {key: code(text) for key, text in straight.items()}
    assert folder_fault("M", clean) is None, folder_fault("M", clean)
    harmless = straight | {("B", "c.swift"): '// Alpha\nlet text = "Alpha" + Outer.Alpha\n'}
    assert folder_fault("M", {key: code(text) for key, text in harmless.items()}) is None
    for planted in ["let a = Alpha()", 'let a = "\\(Alpha())"', "let r: [Root]"]:
        fault = folder_fault("M", {key: code(text) for key, text in (straight | {("B", "c.swift"): planted}).items()})
        assert fault and "M/B" in fault, planted
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "b", "c", "a"] and circle({"a": {"b"}, "b": set()}) is None
    manifest = 'library("A", ["B", "C"]),\n.target(name: "D", dependencies: ["A"], path: "Tests/D", swiftSettings: strict),\n'
    assert target_declarations(manifest) == {"A": ({"B", "C"}, "Sources/A"), "D": ({"A"}, "Tests/D")}, target_declarations(manifest)


self_test()
faults = check()
for fault in faults:
    print("lint: " + fault, file=sys.stderr)
sys.exit(1 if faults else 0)
