;;; beside.el --- Steps with another language server in the same buffer -*- lexical-binding: t; -*-

;;; Commentary:

;; The other server is ruff's, which is real and small.  Environment: RUFF, the program.

;;; Code:

(require 'cl-lib)
(require 'play)

(defun step-eglot (_arguments)
  "Have Eglot serve the language of the buffer."
  (require 'eglot)
  (defvar eglot-server-programs)
  (defvar eglot-sync-connect)
  (setq eglot-sync-connect t)
  (setf (alist-get 'python-mode eglot-server-programs) (list (getenv "RUFF") "server"))
  (apply #'eglot (eglot--guess-contact))
  (and (eglot-current-server) t))

(defun step-eglot-off (_arguments)
  "Have Eglot let go of the buffer."
  (eglot-shutdown (eglot-current-server))
  (not (eglot-current-server)))

(defun step-lsp (_arguments)
  "Have lsp-mode serve the buffer with two servers."
  (require 'archlsp-lsp)
  (setq archlsp-command (append (json-parse-string (getenv "ARCHLSP_COMMAND")) nil)
        lsp-session-file (expand-file-name "lsp-session" (getenv "HOME"))
        lsp-auto-guess-root t
        lsp-enable-file-watchers nil
        lsp-headerline-breadcrumb-enable nil
        lsp-diagnostics-provider :flymake
        lsp-warn-no-matched-clients nil
        lsp-enabled-clients '(ruff archlsp))
  (require 'lsp-mode)
  (require 'lsp-diagnostics)
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection (list (getenv "RUFF") "server"))
                    :activation-fn (lambda (_file mode) (eq mode 'python-mode))
                    :server-id 'ruff))
  (lsp)
  (run-hooks 'window-configuration-change-hook)
  (and (play-until (= 2 (length (lsp-workspaces)))) t))

(defun step-lsp-action (arguments)
  "Execute lsp-mode's code action of a title at a text."
  (play-find (alist-get 'at arguments))
  (let ((action (cl-find-if (lambda (action)
                              (string-match-p (alist-get 'title arguments) (gethash "title" action)))
                            (append (lsp-code-actions-at-point) nil))))
    (when action
      (lsp-execute-code-action action)
      t)))

(provide 'beside)
;;; beside.el ends here
