;;; archlsp.el --- Review back-end code as an experienced architect would -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;; Author: The archlsp authors
;; Version: 0.1.0
;; Package-Requires: ((emacs "27.1"))
;; Keywords: tools, languages
;; URL: https://example.invalid/archlsp

;;; Commentary:

;; archlsp reviews recently changed back-end code and answers questions about its design.  This package shows its
;; findings through Flymake, beside those of any other server: it has a connection of its own, so that Eglot or
;; lsp-mode serve the language of the same buffer undisturbed.
;;
;;     (require 'archlsp)
;;     (global-archlsp-mode 1)
;;
;; Who would rather have lsp-mode run the server loads `archlsp-lsp' instead.

;;; Code:

(require 'easymenu)
(require 'archlsp-actions)
(require 'archlsp-answers)
(require 'archlsp-commands)
(require 'archlsp-connection)
(require 'archlsp-documents)
(require 'archlsp-edits)
(require 'archlsp-findings)
(require 'archlsp-messages)
(require 'archlsp-places)
(require 'archlsp-window)

(defcustom archlsp-modes '(prog-mode conf-mode yaml-mode)
  "The major modes, and those above them, that `global-archlsp-mode' looks at."
  :type '(repeat symbol)
  :group 'archlsp)

(defcustom archlsp-file-regexp
  (concat "\\(?:\\.\\(?:ya?ml\\|tf\\|sql\\|proto\\|graphqls?\\|gql\\)"
          "\\|/\\(?:Dockerfile\\|Containerfile\\)[^/]*\\)\\'")
  "The files that `global-archlsp-mode' looks at whatever their mode is."
  :type 'regexp
  :group 'archlsp)

(defvar archlsp-command-map
  (let ((map (make-sparse-keymap)))
    (define-key map "d" #'archlsp-design)
    (define-key map "D" #'archlsp-follow-up)
    (define-key map "o" #'archlsp-open-answer)
    (define-key map "A" #'archlsp-save-as-adr)
    (define-key map "I" #'archlsp-implement)
    (define-key map "a" #'archlsp-code-actions)
    (define-key map "f" #'archlsp-fix)
    (define-key map "F" #'archlsp-fix-all)
    (define-key map "x" #'archlsp-dismiss)
    (define-key map "X" #'archlsp-restore)
    (define-key map "e" #'archlsp-explain)
    (define-key map "E" #'archlsp-deepen)
    (define-key map "p" #'archlsp-suggest-fix)
    (define-key map "t" #'archlsp-write-test)
    (define-key map "i" #'archlsp-improve)
    (define-key map "l" #'archlsp-findings-list)
    (define-key map "r" #'archlsp-review-file)
    (define-key map "c" #'archlsp-review-changes)
    (define-key map "R" #'archlsp-review-repository)
    (define-key map "s" #'archlsp-review-selection)
    (define-key map "m" #'archlsp-show-map)
    (define-key map "?" #'archlsp-show-status)
    (define-key map "$" #'archlsp-show-spend)
    (define-key map "k" #'archlsp-cancel)
    map)
  "Keys of archlsp's commands, for a prefix of your choice.")
(fset 'archlsp-command-map archlsp-command-map)

(defvar archlsp-mode-map (make-sparse-keymap)
  "Keys of `archlsp-mode': none but the menu.")

(easy-menu-define archlsp-menu archlsp-mode-map
  "The menu of archlsp."
  '("archlsp"
    ["Ask about the design…" archlsp-design]
    ["Follow up…" archlsp-follow-up]
    ["Open an answer…" archlsp-open-answer]
    ["Save the answer as a record" archlsp-save-as-adr]
    ["Implement the answer" archlsp-implement]
    "--"
    ["Code actions…" archlsp-code-actions]
    ["Fix" archlsp-fix]
    ["Fix all that is safe" archlsp-fix-all]
    ["Improve the region" archlsp-improve :active (use-region-p)]
    ["Dismiss…" archlsp-dismiss]
    ["Restore what was dismissed" archlsp-restore]
    ["Explain the rule" archlsp-explain]
    ["Explain in depth (AI)" archlsp-deepen]
    ["Propose a fix (AI)" archlsp-suggest-fix]
    ["Write a test (AI)" archlsp-write-test]
    "--"
    ["Review this file" archlsp-review-file]
    ["Review the region" archlsp-review-selection :active (use-region-p)]
    ["Review the changes" archlsp-review-changes]
    ["Review the repository" archlsp-review-repository]
    ["List the findings" archlsp-findings-list]
    ["Map of the back end" archlsp-show-map]
    "--"
    ["Status" archlsp-show-status]
    ["What the AI has cost" archlsp-show-spend]
    ["What would be sent" archlsp-show-payload]
    ["Use the AI" archlsp-enable-ai]
    ["Do not use the AI" archlsp-disable-ai]
    ["Cancel" archlsp-cancel]
    "--"
    ["Restart" archlsp-restart]
    ["Doctor" archlsp-doctor]))

(setq archlsp-connection-roots-function #'archlsp-documents-roots
      archlsp-connection-handlers
      '((textDocument/publishDiagnostics . archlsp-findings-publish)
        (archlsp/answer . archlsp-answers-take)
        (archlsp/status . archlsp-window-status)
        (window/showMessage . archlsp-window-message)
        (window/logMessage . archlsp-window-log)
        (window/showMessageRequest . archlsp-window-question)
        (window/showDocument . archlsp-window-show)
        (window/workDoneProgress/create . ignore)
        ($/progress . archlsp-window-progress)
        (workspace/applyEdit . archlsp-edits-answer)))

(add-hook 'archlsp-connection-ready-hook #'archlsp-findings-forget)
(add-hook 'archlsp-connection-ready-hook #'archlsp-documents-open-all t)
(add-hook 'archlsp-connection-lost-hook #'archlsp-documents-lost)
(add-hook 'archlsp-connection-lost-hook #'archlsp-window-forget)
(add-hook 'archlsp-documents-closed-hook #'archlsp-findings-detach)

;;;###autoload
(define-minor-mode archlsp-mode
  "Have this file reviewed by archlsp; findings are shown through Flymake.

\\{archlsp-mode-map}"
  :lighter (:eval (archlsp-window-lighter))
  :keymap archlsp-mode-map
  (if archlsp-mode
      (archlsp--begin)
    (remove-hook 'eglot-managed-mode-hook #'archlsp-findings-attach t)
    (archlsp-documents-remove)))

(defun archlsp--begin ()
  "Start to look at the current buffer."
  (unless (archlsp--local-file-p)
    (setq archlsp-mode nil)
    (archlsp-messages-refuse 'no-file))
  (condition-case trouble
      (archlsp-connection-start)
    (error
     (setq archlsp-mode nil)
     (signal (car trouble) (cdr trouble))))
  (archlsp-documents-add)
  (archlsp-findings-attach)
  ;; Eglot makes itself the only backend of Flymake when it takes a buffer over, and when it lets go of it.
  (add-hook 'eglot-managed-mode-hook #'archlsp-findings-attach t t))

(defun archlsp--local-file-p ()
  "Tell whether the current buffer visits a file on this machine."
  (and buffer-file-name
       (not (file-remote-p buffer-file-name))
       (not (buffer-base-buffer))))

;;;###autoload
(define-globalized-minor-mode global-archlsp-mode archlsp-mode archlsp--turn-on
  :group 'archlsp)

(defun archlsp--turn-on ()
  "Look at the current buffer if it may be code of a back end."
  (when (and (not archlsp-mode) (archlsp-wanted-p))
    (condition-case trouble
        (archlsp-mode 1)
      ;; A missing program must not keep files from being opened.
      (user-error (message "%s" (error-message-string trouble))))))

(defun archlsp-wanted-p ()
  "Tell whether the current buffer is code in a repository on this machine."
  (and (archlsp--local-file-p)
       (or (apply #'derived-mode-p archlsp-modes)
           (string-match-p archlsp-file-regexp buffer-file-name))
       (locate-dominating-file default-directory ".git")))

;;;###autoload
(defun archlsp-restart ()
  "Start the server again."
  (interactive)
  (archlsp-connection-forgive)
  (archlsp-connection-stop)
  (archlsp-connection-start)
  (archlsp-messages-tell 'starting))

(defun archlsp-shutdown ()
  "Stop the server; \\[archlsp-restart] is the way back."
  (interactive)
  (archlsp-connection-stop))

(provide 'archlsp)
;;; archlsp.el ends here
