"""What the ledger says about its disk."""

TEXTS: dict[str, tuple[str, str]] = {
    "ledger-unwritable": (
        "記録の保存先（{directory}）に書き込めません。今回の却下はメモリーにだけ残り、終了すると失われます。"
        "書き込みの権限を確認するか、環境変数 ARCHLSP_STATE_DIR で別の場所を指定してください。",
        "The records in {directory} cannot be written. Dismissals of this session stay in memory and are lost "
        "when it ends. Check the permissions, or name another place in the variable ARCHLSP_STATE_DIR.",
    ),
    "ledger-link": (
        "記録の保存先（{directory}）がシンボリックリンクのため使いません。今回の却下はメモリーにだけ残ります。"
        "通常のフォルダーにするか、環境変数 ARCHLSP_STATE_DIR で実際の場所を指定してください。",
        "The records are not kept in {directory} because it is a symbolic link. Dismissals of this session stay "
        "in memory. Make it a real folder, or name the real place in the variable ARCHLSP_STATE_DIR.",
    ),
    "ledger-foreign": (
        "記録の保存先（{directory}）が別のユーザーのものなので使いません。今回の却下はメモリーにだけ残ります。",
        "The records are not kept in {directory} because it belongs to another user. "
        "Dismissals of this session stay in memory.",
    ),
    "ledger-full": (
        "ディスクがいっぱいで、記録を {directory} に書き込めません。今回の却下はメモリーにだけ残ります。"
        "空きを作ってから起動し直してください。",
        "The disk is full: records cannot be written to {directory}. Dismissals of this session stay in memory. "
        "Make room, then start again.",
    ),
    "ledger-busy": (
        "記録のファイル（{directory}）が別のプログラムに使われたままです。今回の却下はメモリーにだけ残ります。",
        "The file of records in {directory} is held by another program. "
        "Dismissals of this session stay in memory.",
    ),
    "ledger-newer": (
        "記録のファイル（{directory}）は、より新しい archlsp が作ったものです。今回の却下はメモリーにだけ残ります。"
        "archlsp を更新してください。",
        "The file of records in {directory} was made by a newer archlsp. Dismissals of this session stay in "
        "memory. Update archlsp.",
    ),
    "ledger-rebuilt": (
        "記録のファイルが壊れていたか、archlsp のものではなかったため、{moved} という名前に変えて作り直しました。"
        "以前の却下は失われています。",
        "The file of records was damaged or not made by archlsp. It was renamed to {moved} and built anew; "
        "earlier dismissals are lost.",
    ),
}
