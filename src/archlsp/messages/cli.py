"""What the terminal says: help, reports, the doctor."""

TEXTS: dict[str, tuple[str, str]] = {
    # help
    "help-title": (
        "archlsp: 最近書かれたバックエンドのコードを、アーキテクトの目でレビューします。",
        "archlsp reviews recently written back-end code as an architect would.",
    ),
    "help-usage": ("使い方: {usage}", "Usage: {usage}"),
    "help-exit-codes": (
        "終了コード: 0 指摘なし、1 指摘あり、2 使い方か設定の誤り、3 障害（標準エラー出力に理由）\n"
        "各コマンドの詳細: archlsp COMMAND --help",
        "Exit codes: 0 nothing found, 1 findings, 2 wrong usage or configuration, 3 trouble (said on stderr)\n"
        "More about a command: archlsp COMMAND --help",
    ),
    "help-serve": (
        "言語サーバーを標準入出力で起動します（エディターが使います）。",
        "Run the language server on standard input and output (for editors).",
    ),
    "help-review": (
        "最近の変更をレビューします。PATH を指定すると、その範囲だけを対象にします。",
        "Review recent changes; only those below PATH where one is named.",
    ),
    "help-explain": ("ルールの解説を表示します。", "Print the page of a rule."),
    "help-rules-list": ("ルールの一覧を表示します。", "List the rules."),
    "help-rules-new": (
        "プロジェクト独自のルールのひな型を .archlsp/rules に作ります。",
        "Make a rule of the project's own in .archlsp/rules, ready to be filled in.",
    ),
    "help-option-for": (
        "ルールの対象言語です（既定は python）。",
        "The language it is for (python if not given).",
    ),
    "help-rules-test": (
        "ルールに付いている例を実行して確かめます。FILE を省くと同梱のルールとプロジェクトのルールが対象です。",
        "Run the examples that rules carry; without FILE, those of the built-in and the project's rules.",
    ),
    "help-doctor": (
        "この環境で動くものと動かないもの、そして対処を示します。",
        "Tell what works here, what does not, and what to do.",
    ),
    "help-version": ("版を表示します。", "Print the version."),
    "help-help": ("この説明を表示します。", "Print this help."),
    "help-option-help": ("この説明を表示します。", "Print this help."),
    "help-option-stdio": (
        "標準入出力を使います（既定の動作です）。",
        "Use standard input and output (as it does anyway).",
    ),
    "help-option-base": (
        "REF と分かれてからの変更を対象にします。",
        "Review what changed since the branch left REF.",
    ),
    "help-option-staged": (
        "ステージ済みの変更だけを対象にします。",
        "Review staged changes only.",
    ),
    "help-option-worktree": (
        "まだコミットしていない変更を対象にします。",
        "Review what is not committed yet.",
    ),
    "help-option-since": (
        "指定した期間の変更を対象にします（90m、12h、2d、1w）。",
        "Review the changes of a period (90m, 12h, 2d, 1w).",
    ),
    "help-option-all": ("全ファイルの全行を対象にします。", "Review every line of every file."),
    "help-option-format": (
        "出力の形式です。既定は text です。",
        "The format of the output; text by default.",
    ),
    "help-option-fail-on": (
        "この深刻度以上の指摘があれば終了コード 1（error、warning、info、hint、never。既定は warning）。",
        "Exit with 1 from this severity up (error, warning, info, hint, never; warning by default).",
    ),
    "help-option-fix": (
        "動作を変えない安全な修正を適用し、残りを報告します。",
        "Apply the fixes that keep behaviour, and report the rest.",
    ),
    "help-option-offline": (
        "ネットワークを使わず、AI に何も送りません。",
        "Use no network and send nothing to an AI.",
    ),
    "help-option-language": ("表示する言語です。", "The language to speak."),
    # usage
    "usage-near": ("もしかして「{near}」ですか?", "Did you mean “{near}”?"),
    "usage-unknown-command": (
        "「{command}」というコマンドはありません。一覧は archlsp --help で確認できます。",
        "There is no command “{command}”. See archlsp --help.",
    ),
    "usage-unknown-option": ("「{option}」というオプションはありません。", "There is no option “{option}”."),
    "usage-unknown-rule": (
        "「{rule}」というルールはありません。一覧は archlsp rules list で確認できます。",
        "There is no rule “{rule}”. See archlsp rules list.",
    ),
    "usage-rule-name": (
        "「{name}」はルール名に使えません。小文字の英数字をハイフンでつないでください（例: x-no-legacy-pay）。",
        "“{name}” cannot be a rule's name: use small letters and digits joined by hyphens (x-no-legacy-pay).",
    ),
    "usage-rule-exists": (
        "{path} はすでにあります。別の名前を付けるか、そのファイルを編集してください。",
        "{path} exists already. Choose another name, or edit that file.",
    ),
    "usage-cannot-write": (
        "{path} に書き込めません（{reason}）。権限と空き容量を確認してください。",
        "{path} cannot be written ({reason}). Check the permissions and the space that is left.",
    ),
    "rules-made": (
        "{path} を作りました。内容を書き換え、archlsp rules test で確かめてください。",
        "Made {path}. Fill it in, and try it with archlsp rules test.",
    ),
    "rule-template-head": (
        "プロジェクト独自のルール。archlsp rules test で例を確かめられます",
        "A rule of the project's own; archlsp rules test runs its examples",
    ),
    "usage-no-such-file": ("「{path}」が見つかりません。", "There is no “{path}”."),
    "usage-other-folder": (
        "「{path}」は {folder} の外にあります。1 回のレビューでは 1 つのリポジトリだけを指定してください。",
        "“{path}” is outside of {folder}. One review is about one repository.",
    ),
    "usage-no-value": ("オプション {option} に値は付けられません。", "The option {option} takes no value."),
    "usage-value-missing": (
        "オプション {option} には値（{value}）が必要です。",
        "The option {option} needs a value ({value}).",
    ),
    "usage-choice": (
        "{option} に「{value}」は指定できません。使えるのは {choices} です。",
        "{option} cannot be “{value}”. It is one of {choices}.",
    ),
    "usage-operand-missing": ("{operand} を指定してください。", "{operand} is missing."),
    "usage-too-many": ("引数「{word}」は余分です。", "The argument “{word}” is one too many."),
    "usage-either": (
        "{one} と {other} は同時に指定できません。",
        "{one} and {other} cannot be given together.",
    ),
    # trouble
    "interrupted": ("中断しました。", "Interrupted."),
    "no-current-folder": (
        "現在のフォルダーがもうありません。存在するフォルダーに移ってから実行してください。",
        "The current folder does not exist any more. Change to one that does.",
    ),
    "unexpected": (
        "予期しない問題（{kind}）が起きたため終了しました。"
        "ARCHLSP_DEBUG=1 を付けて実行すると、詳細をファイルに記録します。",
        "Stopped because of something unexpected ({kind}). With ARCHLSP_DEBUG=1 the details go to a file.",
    ),
    "unexpected-logged": (
        "予期しない問題（{kind}）が起きたため終了しました。詳細は {file} にあります。",
        "Stopped because of something unexpected ({kind}). The details are in {file}.",
    ),
    # reports
    "report-findings": (
        "{files} ファイルをレビューし、指摘は {findings} 件です（{levels}）。対象: {scope}。{seconds} 秒。",
        "Reviewed {files} files: {findings} findings ({levels}). Scope: {scope}. {seconds} s.",
    ),
    "report-clean": (
        "{files} ファイルをレビューし、指摘はありません。対象: {scope}。{seconds} 秒。",
        "Reviewed {files} files: no findings. Scope: {scope}. {seconds} s.",
    ),
    "report-nothing": (
        "レビューする変更はありません。対象: {scope}。{seconds} 秒。全体をレビューするには --all を付けてください。",
        "There is nothing to review. Scope: {scope}. {seconds} s. With --all everything is reviewed.",
    ),
    "report-comma": ("、", ", "),
    "report-partial": (
        "途中で中断したため、結果は一部です。",
        "The review was stopped: these results are partial.",
    ),
    "report-dismissed": (
        "却下済みの指摘 {count} 件は表示していません。",
        "{count} dismissed findings are not shown.",
    ),
    "report-unreviewed": ("レビューしなかったファイル {count} 件:", "Files not reviewed: {count}"),
    "report-more": (" ほか {count} 件", " and {count} more"),
    "report-fix-label": ("修正", "Fix"),
    "report-fix": (
        "{title}（エディターで内容を確かめて適用できます）",
        "{title} (can be checked and applied in an editor)",
    ),
    "report-fix-safe": ("{title}（--fix で適用できます）", "{title} (--fix applies it)"),
    "report-applied": ("修正しました: {place} {title} [{rule}]", "Fixed: {place} {title} [{rule}]"),
    "report-related": ("関連", "Related"),
    "report-github": (
        "archlsp: {files} ファイルをレビューし、指摘は {findings} 件です。対象: {scope}。",
        "archlsp: reviewed {files} files, {findings} findings. Scope: {scope}.",
    ),
    "fix-refused": (
        "{path} は自動で実行・参照されるファイル、または通常のファイルではないため、修正を適用しません。",
        "{path} is not fixed: it is run or obeyed by itself, or it is not a plain file.",
    ),
    "fix-failed": (
        "{path} に修正を書き込めませんでした。権限、文字コード（UTF-8）、同時編集の有無を確認してください。",
        "{path} could not be fixed. Check its permissions, that it is UTF-8, and that nobody else is editing it.",
    ),
    "scope-files": ("指定されたファイルの全行", "every line of the named files"),
    "scope-all": ("すべてのファイルの全行", "every line of every file"),
    "scope-base": ("{base} と分かれてからの変更", "changes since the branch left {base}"),
    "scope-branch": (
        "既定ブランチにない変更と作業ツリー（{base} から）",
        "what is not on the default branch yet, and the working tree (since {base})",
    ),
    "scope-since": ("過去 {since} の変更", "changes of the last {since}"),
    "scope-staged": ("ステージ済みの変更", "staged changes"),
    "scope-worktree": ("コミットしていない変更", "changes that are not committed"),
    "sarif-root": ("レビューしたリポジトリの最上位", "The top of the reviewed repository"),
    # rules
    "page-why": ("理由", "Why"),
    "page-recommendation": ("対応", "What to do"),
    "page-risk": ("リスク", "Risk"),
    "page-mitigation": ("軽減策", "Mitigation"),
    "page-options": ("選択肢", "Options"),
    "page-option": ("選択肢", "Option"),
    "page-trade-off": ("得失", "Trade-off"),
    "page-example": ("コード例", "Example"),
    "page-test": ("確認のしかた", "How to test it"),
    "page-monitor": ("監視すること", "What to monitor"),
    "page-references": ("参考資料", "References"),
    "page-facts": (
        "{rule} · {category} · 深刻度 {severity} · 確度 {confidence}",
        "{rule} · {category} · severity {severity} · confidence {confidence}",
    ),
    "category-architecture": ("アーキテクチャ", "architecture"),
    "category-performance": ("性能", "performance"),
    "category-security": ("セキュリティ", "security"),
    "category-maintainability": ("保守性", "maintainability"),
    "category-testing": ("テスト", "testing"),
    "category-database": ("データベース", "database"),
    "category-reliability": ("信頼性", "reliability"),
    "category-api": ("API", "API"),
    "severity-error": ("エラー", "error"),
    "severity-warning": ("警告", "warning"),
    "severity-info": ("情報", "info"),
    "severity-hint": ("ヒント", "hint"),
    "confidence-high": ("高", "high"),
    "confidence-medium": ("中", "medium"),
    "confidence-low": ("低", "low"),
    "page-bad": ("指摘される例", "Found"),
    "page-good": ("指摘されない例", "Not found"),
    "column-rule": ("ルール", "Rule"),
    "column-languages": ("言語", "Languages"),
    "column-category": ("分類", "Category"),
    "column-severity": ("深刻度", "Severity"),
    "column-title": ("内容", "Title"),
    "rules-count": ("ルールは {count} 件です。", "{count} rules."),
    "rules-tested": (
        "{count} 件のルールを確かめました。問題のあるルールは {wrong} 件です。",
        "{count} rules tested, {wrong} wrong.",
    ),
    # doctor
    "doctor-advice": ("→", "→"),
    "doctor-ok": ("すべて正常です。", "Everything works."),
    "doctor-warn": (
        "使えますが、注意が必要な項目があります。",
        "It works, but some points deserve attention.",
    ),
    "doctor-fail": ("直す必要のある項目があります。", "Something does not work."),
    "doctor-none": ("なし", "none"),
    "doctor-platform": (
        "archlsp {version}、Python {python}、{system}",
        "archlsp {version}, Python {python}, {system}",
    ),
    "doctor-command": (
        "エディターから起動できます: {path} serve",
        "Editors can start it: {path} serve",
    ),
    "doctor-no-command": (
        "archlsp が PATH にないため、エディターから名前だけでは起動できません。",
        "archlsp is not on PATH: editors cannot start it by its name alone.",
    ),
    "doctor-no-command-advice": (
        "PATH に {directory} を加えるか、エディターの設定に完全なパスを書いてください。",
        "Add {directory} to PATH, or give the full path in the editor's settings.",
    ),
    "doctor-git": ("{version}（{path}）", "{version} ({path})"),
    "doctor-git-advice": (
        "git がなくても、名前を挙げたファイルとエディターで開いたファイルはレビューできます。",
        "Without git, files that are named or open in an editor can still be reviewed.",
    ),
    "doctor-repository": (
        "リポジトリ {folder} を読めます（変更ファイル {files} 件、{milliseconds} ミリ秒）。",
        "The repository {folder} can be read ({files} changed files, {milliseconds} ms).",
    ),
    "doctor-slow-advice": (
        '範囲を絞る（scope = "worktree"）か、git の untrackedCache を有効にすると速くなります。',
        'Narrow the scope (scope = "worktree") or turn on git\'s untrackedCache to make it faster.',
    ),
    "doctor-no-repository": (
        "{folder} は git リポジトリではありません。",
        "{folder} is not a git repository.",
    ),
    "doctor-no-repository-advice": (
        "変更箇所だけをレビューするには、リポジトリの中で実行してください。",
        "Run it inside a repository to review changes only.",
    ),
    "doctor-unsafe-advice": (
        "このリポジトリでは git を実行しません。所有者と .git の中身を確認してください。",
        "git is not run on this repository. Check its owner and what is in .git.",
    ),
    "doctor-settings": ("設定ファイル: {files}", "Settings files: {files}"),
    "doctor-unknown-rule": (
        "severity に書かれた「{rule}」というルールはありません。",
        "“{rule}”, named under severity, is not a rule.",
    ),
    "doctor-rules": (
        "ルール {count} 件を読み込みました（{milliseconds} ミリ秒）。",
        "{count} rules loaded ({milliseconds} ms).",
    ),
    "doctor-worker": (
        "ルールの実行プロセスが {milliseconds} ミリ秒で起動し、応答しました。",
        "The process that runs the rules started and answered in {milliseconds} ms.",
    ),
    "doctor-worker-silent": (
        "ルールの実行プロセスが応答しません（{kind}）。",
        "The process that runs the rules does not answer ({kind}).",
    ),
    "doctor-worker-advice": (
        "archlsp を入れ直してください。直らなければ ARCHLSP_DEBUG=1 を付けて実行した記録とともに報告してください。",
        "Install archlsp again. If that does not help, report it with the log of a run with ARCHLSP_DEBUG=1.",
    ),
    "doctor-ledger": (
        "却下の記録を保存できます: {path}",
        "Dismissals can be kept: {path}",
    ),
    "doctor-watching": (
        "ファイルの監視の上限: watches {watches}、instances {instances}",
        "Limits for watching files: {watches} watches, {instances} instances",
    ),
    "doctor-watching-advice": (
        "大きなリポジトリでは足りません。fs.inotify.max_user_watches=524288 と"
        " fs.inotify.max_user_instances=512 を sysctl で設定してください（不足すると定期的な確認に切り替わります）。",
        "Too few for a large repository. Set fs.inotify.max_user_watches=524288 and"
        " fs.inotify.max_user_instances=512 with sysctl (until then files are polled where they do not suffice).",
    ),
}
