;;; archlsp-messages.el --- What archlsp says, in Japanese and English -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Every sentence that a user of the package reads, in both languages.

;;; Code:

(defgroup archlsp nil
  "Review recent back-end code as an experienced architect would."
  :group 'tools
  :prefix "archlsp-")

(defcustom archlsp-language nil
  "The language of findings, answers and messages.
With nil the settings files of archlsp decide, and this package speaks Japanese."
  :type '(choice (const :tag "As archlsp's settings say" nil)
                 (const :tag "日本語" "ja")
                 (const :tag "English" "en"))
  :group 'archlsp)

(defconst archlsp-messages--texts
  '((starting "archlsp を起動しています…" "archlsp is starting…")
    (no-program
     "「%s」が見つかりません。archlsp をインストールするか、archlsp-command に絶対パスを設定してください。"
     "Cannot find “%s”. Install archlsp, or set archlsp-command to its full path.")
    (failed
     "archlsp が起動できませんでした（%s）。M-x archlsp-doctor で原因を確認してください。"
     "archlsp could not start (%s). M-x archlsp-doctor tells why.")
    (restarting "archlsp が終了したため、再起動します。" "archlsp has stopped; starting it again.")
    (given-up
     "archlsp が短い間に何度も終了したため、再起動をやめました。M-x archlsp-doctor で確認し、M-x archlsp-restart で再開できます。"
     "archlsp stopped several times within minutes and stays off. See M-x archlsp-doctor, then M-x archlsp-restart.")
    (not-running
     "archlsp は動いていません。M-x archlsp-restart で起動できます。"
     "archlsp is not running. Start it with M-x archlsp-restart.")
    (no-file
     "このバッファーはローカルのファイルではないため、レビューできません。"
     "This buffer is not a file on this machine, so it cannot be reviewed.")
    (not-managed
     "このバッファーは archlsp の対象ではありません。M-x archlsp-mode で対象にできます。"
     "archlsp does not look at this buffer. M-x archlsp-mode makes it.")
    (no-region "範囲を選択してから実行してください。" "Select a region first.")
    (no-finding "ここに archlsp の指摘はありません。" "archlsp has found nothing here.")
    (no-findings "archlsp の指摘はありません。" "archlsp has found nothing.")
    (no-action "ここで使えるコードアクションはありません。" "There is no code action here.")
    (no-fix "ここに適用できる修正はありません。" "There is no fix to apply here.")
    (no-answers "まだ回答はありません。M-x archlsp-design で質問できます。"
                "There is no answer yet. Ask with M-x archlsp-design.")
    (choose-action "コードアクション: " "Code action: ")
    (choose-finding "どの指摘ですか: " "Which finding: ")
    (choose-answer "どの回答ですか: " "Which answer: ")
    (question "アーキテクトへの質問: " "Question for the architect: ")
    (follow-up "続けて質問: " "Follow-up question: ")
    (rule "ルール: " "Rule: ")
    (dismiss-kind "却下する範囲: " "Dismiss: ")
    (dismiss-here "この指摘だけ" "this finding only")
    (dismiss-rule-in-file "このファイルのこのルールすべて" "this rule in this file")
    (dismiss-false-positive "誤検知として" "as a false positive")
    (dismiss-reason "理由（省略可）: " "Reason (may be empty): ")
    (dismissed "指摘を却下しました。M-x archlsp-restore で戻せます。"
               "Dismissed. M-x archlsp-restore brings it back.")
    (restored "却下した %d 件を戻しました。" "Brought back: %d.")
    (cancelled "AI への質問を中止しました（%d 件）。" "Stopped what the AI was asked (%d).")
    (applied "変更を適用しました。" "The change was made.")
    (not-applied "変更は適用しませんでした。" "Nothing was changed.")
    (confirm-edit "%s: この変更を適用しますか? " "%s: make these changes? ")
    (outdated "%s はその後変更されたため、適用しませんでした。もう一度実行してください。"
              "%s has changed meanwhile; nothing was applied. Try again.")
    (outside "%s はどのプロジェクトのフォルダーにもないため、変更しませんでした。"
             "%s lies in no project that is open; nothing was applied.")
    (reviewed "レビューしました: 指摘 %d 件" "Reviewed: %d findings")
    (asking "archlsp: 質問しています… M-x archlsp-cancel で中止できます。"
            "archlsp: asking… M-x archlsp-cancel stops it.")
    (saved-as "ADR を %s に保存しました。" "Saved the record as %s.")
    (state-streaming "回答中… C-c C-k: 中止" "answering… C-c C-k: stop")
    (state-complete "完了 · f: 続けて質問 · a: ADR に保存 · i: 実装 · q: 閉じる"
                    "complete · f: follow up · a: save as a record · i: implement · q: close")
    (state-offline "AI なしの回答 · f: 続けて質問 · a: ADR に保存 · q: 閉じる"
                   "without the AI · f: follow up · a: save as a record · q: close")
    (state-cancelled "中止しました · f: 続けて質問 · q: 閉じる" "stopped · f: follow up · q: close")
    (state-failed "失敗しました · f: 続けて質問 · q: 閉じる" "failed · f: follow up · q: close")
    (link-help "この場所へ移動" "Go to this place")
    (line-running "archlsp: 指摘 %d 件\n%s" "archlsp: %d findings\n%s")
    (line-starting "archlsp を起動しています" "archlsp is starting")
    (line-stopped "archlsp は停止しています" "archlsp is stopped"))
  "Each is (KEY JAPANESE ENGLISH).")

(defun archlsp-messages-say (key &rest values)
  "Return the sentence KEY in the user's language, filled with VALUES."
  (let ((texts (or (cdr (assq key archlsp-messages--texts)) '("" ""))))
    (apply #'format (if (equal archlsp-language "en") (cadr texts) (car texts)) values)))

(defun archlsp-messages-tell (key &rest values)
  "Show the sentence KEY, filled with VALUES, in the echo area."
  (message "%s" (apply #'archlsp-messages-say key values)))

(defun archlsp-messages-refuse (key &rest values)
  "Signal a user error with the sentence KEY, filled with VALUES."
  (user-error "%s" (apply #'archlsp-messages-say key values)))

(provide 'archlsp-messages)
;;; archlsp-messages.el ends here
