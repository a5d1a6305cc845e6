"""What the doctor says about editors."""

TEXTS: dict[str, tuple[str, str]] = {
    "doctor-editors-none": (
        "対応エディターが見つかりません。",
        "No editor that archlsp is made for was found.",
    ),
    "doctor-editors-none-advice": (
        "archlsp review はエディターなしでも使えます。エディターの設定は editors/README.md にあります。",
        "archlsp review works without one. The configurations for editors are in editors/README.md.",
    ),
    "doctor-editor": ("{editor}: 設定済み（{path}）", "{editor}: set up ({path})"),
    "doctor-editor-missing": (
        "{editor}（{program}）: archlsp の設定が見つかりません",
        "{editor} ({program}): no configuration for archlsp was found",
    ),
    "doctor-editor-advice": (
        "使うエディターであれば、editors/{folder}/README.md の手順で設定してください。",
        "If you use it, follow editors/{folder}/README.md.",
    ),
    "doctor-editor-advice-vscode": (
        "使う場合は、拡張機能 archlsp（VSIX）を入れてください。手順は editors/{folder}/README.md にあります。",
        "If you use it, install the extension archlsp (a VSIX); editors/{folder}/README.md says how.",
    ),
}
