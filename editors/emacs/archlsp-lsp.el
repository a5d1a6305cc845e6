;;; archlsp-lsp.el --- archlsp as an add-on server of lsp-mode -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; For those who use lsp-mode: it runs archlsp beside the language's own server.
;;
;;     (with-eval-after-load 'lsp-mode (require 'archlsp-lsp))
;;
;; Findings and code actions are lsp-mode's; questions to the architect are the commands of this package.

;;; Code:

(require 'seq)
(require 'archlsp)

(declare-function lsp-register-client "ext:lsp-mode" (client))
(declare-function make-lsp-client "ext:lsp-mode" (&rest slots))
(declare-function lsp-stdio-connection "ext:lsp-mode" (command &optional test))
(declare-function lsp-find-workspace "ext:lsp-mode" (server &optional file))
(declare-function lsp-request-async "ext:lsp-mode" (method params callback &rest more))
(declare-function lsp-cur-line-diagnostics "ext:lsp-mode" ())
(defvar lsp--cur-workspace)
(defvar lsp--buffer-workspaces)

(defun archlsp-lsp--plist (value)
  "Return VALUE, JSON as lsp-mode knows it, as this package knows it."
  (cond ((hash-table-p value)
         (let (plist)
           (maphash (lambda (key inner)
                      (setq plist (append plist (list (intern (format ":%s" key))
                                                      (archlsp-lsp--plist inner)))))
                    value)
           plist))
        ((vectorp value) (vconcat (mapcar #'archlsp-lsp--plist value)))
        (t value)))

(defun archlsp-lsp--wanted-p (file _mode)
  "Tell whether FILE, that of the current buffer, is one for archlsp."
  (and file (archlsp-wanted-p)))

(defun archlsp-lsp--workspace ()
  "Return lsp-mode's workspace for archlsp."
  (or (lsp-find-workspace 'archlsp buffer-file-name)
      (lsp-find-workspace 'archlsp)
      (archlsp-messages-refuse 'not-running)))

(defun archlsp-lsp--request (method params success failure)
  "Send the request METHOD with PARAMS; SUCCESS and FAILURE take what comes."
  (let ((lsp--cur-workspace (archlsp-lsp--workspace)))
    (lsp-request-async (substring (symbol-name method) 1) params
                       (lambda (answer) (funcall success (archlsp-lsp--plist answer)))
                       :error-handler
                       (lambda (trouble)
                         (funcall failure (plist-get (archlsp-lsp--plist trouble) :message)))
                       :mode 'detached)))

(defun archlsp-lsp--uri ()
  "Return the URI of the current buffer, nil when archlsp does not look at it."
  (when (and buffer-file-name (lsp-find-workspace 'archlsp buffer-file-name))
    (archlsp-places-uri (file-truename buffer-file-name))))

(defun archlsp-lsp--findings (_begin _end)
  "Return the findings of archlsp on the lines of the region, else of point."
  (seq-filter (lambda (one) (equal "archlsp" (plist-get one :source)))
              (mapcar #'archlsp-lsp--plist (lsp-cur-line-diagnostics))))

(defun archlsp-lsp--handlers ()
  "Return what is done with the notifications that lsp-mode does not know."
  (let ((table (make-hash-table :test #'equal)))
    (dolist (pair '(("archlsp/answer" . archlsp-answers-take)
                    ("archlsp/status" . archlsp-window-status))
                  table)
      (puthash (car pair)
               (lambda (_workspace params) (funcall (cdr pair) (archlsp-lsp--plist params)))
               table))))

(defun archlsp-lsp--ask-whose-it-is (ask method &optional params &rest more)
  "Call ASK with METHOD, PARAMS and MORE; an action is resolved where it is from.
By itself lsp-mode sends every action to every server that resolves some."
  (let* ((ours (and (equal method "codeAction/resolve")
                    (lsp-find-workspace 'archlsp buffer-file-name)))
         (lsp--buffer-workspaces
          (cond ((null ours) lsp--buffer-workspaces)
                ((plist-get (plist-get (archlsp-lsp--plist params) :data) :identity) (list ours))
                (t (remq ours lsp--buffer-workspaces)))))
    (apply ask method params more)))

(defun archlsp-lsp--show-all (show &rest arguments)
  "Call SHOW with ARGUMENTS for the findings of all servers.
By itself lsp-mode gives Flymake those of the server that spoke last."
  (let ((lsp--cur-workspace nil))
    (apply show arguments)))

(defun archlsp-lsp-register ()
  "Make archlsp known to lsp-mode."
  (lsp-register-client
   (make-lsp-client
    :new-connection (lsp-stdio-connection (lambda () archlsp-command))
    :activation-fn #'archlsp-lsp--wanted-p
    :server-id 'archlsp
    :add-on? t
    :multi-root t
    :priority -2
    ;; Emacs counts characters, and lsp-mode takes columns as they are: in UTF-16 an emoji would move everything.
    :custom-capabilities '((general . ((positionEncodings . ["utf-32"]))))
    :initialization-options #'archlsp-connection-options
    :notification-handlers (archlsp-lsp--handlers)))
  (advice-add 'lsp-diagnostics--flymake-update-diagnostics :around #'archlsp-lsp--show-all)
  (advice-add 'lsp-request :around #'archlsp-lsp--ask-whose-it-is)
  (setq archlsp-commands-transport
        (list :request #'archlsp-lsp--request
              :uri #'archlsp-lsp--uri
              :flush #'ignore
              :findings #'archlsp-lsp--findings)))

(when (require 'lsp-mode nil t)
  (archlsp-lsp-register))

(provide 'archlsp-lsp)
;;; archlsp-lsp.el ends here
