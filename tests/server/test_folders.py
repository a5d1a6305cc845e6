"""Several workspace folders: added, removed, none, nested; files renamed and deleted."""

from pathlib import Path

from conftest import API, TIMEOUT, Start, repository
from editor import Editor, rules


def folders_changed(editor: Editor, added: tuple[Path, ...] = (), removed: tuple[Path, ...] = ()) -> None:
    """Tell the server which folders came and went."""
    event = {
        "added": [{"uri": folder.as_uri(), "name": folder.name} for folder in added],
        "removed": [{"uri": folder.as_uri(), "name": folder.name} for folder in removed],
    }
    editor.notify("workspace/didChangeWorkspaceFolders", {"event": event})


def paths_in(editor: Editor) -> dict[str, list[str]]:
    """Folder name to the paths it has looked at."""
    status = editor.command("archlsp.showStatus")
    return {
        Path(folder["folder"]).name: sorted(file["path"] for file in folder["files"])
        for folder in status["folders"]
    }


def test_item_35_two_folders(start: Start, tmp_path: Path) -> None:
    """Each is a repository of its own."""
    one = repository(tmp_path / "one", {"a.py": API})
    two = repository(tmp_path / "two", {"b.py": API})
    editor = start()
    editor.initialize(one, two)
    editor.await_diagnostics(one / "a.py")
    editor.await_diagnostics(two / "b.py")
    assert paths_in(editor) == {"one": ["a.py"], "two": ["b.py"]}


def test_item_35_a_folder_is_added_and_removed(start: Start, shop: Path) -> None:
    """Its findings come and go with it; an open document moves to whoever is in charge."""
    editor = start()
    editor.initialize()
    uri = editor.open(shop / "api.py")
    editor.await_diagnostics(uri)
    (shop / "other.py").write_text(API, "utf-8")
    folders_changed(editor, added=(shop,))
    editor.await_diagnostics(shop / "other.py")
    assert editor.command("archlsp.reviewFile", uri)["path"] == "api.py"
    mark = editor.mark
    folders_changed(editor, removed=(shop,))
    editor.await_diagnostics(shop / "other.py", lambda found: found == [], since=mark)
    assert rules(editor.await_diagnostics(uri, since=mark)) == [TIMEOUT]
    assert editor.command("archlsp.reviewFile", uri)["path"] == uri
    assert editor.leave() == 0


def test_item_35_unknown_and_twice(start: Start, shop: Path) -> None:
    """Removing what is not there and adding what is there changes nothing."""
    editor = start()
    editor.initialize(shop)
    folders_changed(editor, added=(shop,), removed=(shop / "nowhere",))
    editor.await_diagnostics(editor.open(shop / "api.py"))
    assert paths_in(editor) == {"shop": ["api.py"]}


def test_item_35_of_nested_folders_the_inner_one_is_in_charge(start: Start, tmp_path: Path) -> None:
    """A file is published by one session alone, by its own folder's settings."""
    outer = repository(tmp_path / "outer", {"a.py": API, "inner/b.py": API})
    (outer / "inner" / "archlsp.toml").write_text(f'[severity]\n{TIMEOUT} = "error"\n', "utf-8")
    editor = start()
    editor.initialize(outer, outer / "inner")
    inner = editor.open(outer / "inner" / "b.py")
    assert editor.command("archlsp.reviewFile", inner)["path"] == "b.py"
    editor.await_diagnostics(outer / "a.py")
    editor.await_diagnostics(inner)
    editor.command("archlsp.reviewChanges")
    published = [
        params["diagnostics"]
        for params in editor.all("textDocument/publishDiagnostics")
        if params["uri"] == inner
    ]
    assert len(published) == 1


def test_item_35_an_inner_folder_comes_and_goes(start: Start, tmp_path: Path) -> None:
    """Findings of its files change hands, and none is lost or shown twice."""
    outer = repository(tmp_path / "outer", {"inner/b.py": API})
    inner = outer / "inner"
    editor = start()
    editor.initialize(outer)
    uri = editor.open(inner / "b.py")
    editor.await_diagnostics(uri)
    folders_changed(editor, added=(inner,))
    assert editor.command("archlsp.reviewFile", uri)["path"] == "b.py"
    folders_changed(editor, removed=(inner,))
    assert editor.command("archlsp.reviewFile", uri)["path"] == "inner/b.py"
    last = [p["diagnostics"] for p in editor.all("textDocument/publishDiagnostics") if p["uri"] == uri][-1]
    assert rules(last) == [TIMEOUT]


def test_item_35_a_folder_that_is_not_local(start: Start) -> None:
    """It is said in the log; its open documents are reviewed."""
    editor = start()
    editor.initialize("vscode-vfs://github/acme/shop")
    uri = editor.open("vscode-vfs://github/acme/shop/api.py", API)
    assert rules(editor.await_diagnostics(uri)) == [TIMEOUT]
    editor.notification("window/logMessage", lambda params: "vscode-vfs" in params["message"])
    assert editor.all("window/showMessage") == []


def test_item_33_a_folder_in_another_spelling(start: Start, tmp_path: Path) -> None:
    """Encoded letters in the folder's name and plain ones in the file's are one place."""
    shop = repository(tmp_path / "店 1", {"api.py": API})
    editor = start()
    editor.initialize(shop)
    uri = f"file://{shop}/api.py"
    editor.open(uri, API)
    assert editor.command("archlsp.reviewFile", uri)["path"] == "api.py"
    editor.await_diagnostics(uri)


def test_a_folder_behind_a_symbolic_link(start: Start, shop: Path, tmp_path: Path) -> None:
    """The client's name for it is the one it hears."""
    link = tmp_path / "link"
    link.symlink_to(shop)
    editor = start()
    editor.initialize(link)
    uri = editor.open(link / "api.py")
    assert rules(editor.await_diagnostics(uri)) == [TIMEOUT]
    assert editor.command("archlsp.reviewFile", uri)["path"] == "api.py"


def test_item_36_a_renamed_file_keeps_its_dismissals(start: Start, shop: Path) -> None:
    """They follow the file; the old name shows nothing any more."""
    editor = start()
    editor.initialize(shop)
    old, new = shop / "api.py", shop / "gateway.py"
    identity = editor.await_diagnostics(old)[0]["data"]["identity"]
    editor.command("archlsp.dismiss", old.as_uri(), identity)
    old.rename(new)
    files = [{"oldUri": old.as_uri(), "newUri": new.as_uri()}]
    editor.notify("workspace/didRenameFiles", {"files": files})
    status = editor.command("archlsp.reviewFile", new.as_uri())
    assert (status["findings"], status["dismissed"]) == (0, 1)


def test_item_36_a_deleted_file_is_forgotten(start: Start, shop: Path) -> None:
    """Its diagnostics go with it."""
    editor = start()
    editor.initialize(shop)
    editor.await_diagnostics(shop / "api.py")
    mark = editor.mark
    (shop / "api.py").unlink()
    editor.notify("workspace/didDeleteFiles", {"files": [{"uri": (shop / "api.py").as_uri()}]})
    editor.await_diagnostics(shop / "api.py", lambda found: found == [], since=mark)


def test_without_git_only_open_files_are_reviewed(start: Start, tmp_path: Path) -> None:
    """It is said once, in the log, and nothing else is different."""
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "api.py").write_text(API, "utf-8")
    editor = start()
    editor.initialize(plain)
    assert rules(editor.await_diagnostics(editor.open(plain / "api.py"))) == [TIMEOUT]
    told = [params["message"] for params in editor.all("window/logMessage")]
    assert len([text for text in told if "plain" in text]) == 1
    assert editor.all("window/showMessage") == []
