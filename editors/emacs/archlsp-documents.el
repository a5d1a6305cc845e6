;;; archlsp-documents.el --- Buffers that the archlsp server knows -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; A buffer is opened, changed, saved and closed at the server as the protocol wants it.  Changes are gathered for
;; a moment and sent as a whole text, before anything else that speaks of the buffer.

;;; Code:

(require 'cl-lib)
(require 'archlsp-connection)
(require 'archlsp-places)

(defcustom archlsp-idle-delay 0.3
  "Seconds without a change after which the server is told the text."
  :type 'number
  :group 'archlsp)

(defvar archlsp-documents-closed-hook nil
  "Run in a buffer when the server shall not know it any more.")

(defvar-local archlsp-documents--uri nil)
(defvar-local archlsp-documents--version 0)
(defvar-local archlsp-documents--opened nil)
(defvar-local archlsp-documents--timer nil)
(defvar archlsp-documents--all nil
  "The buffers that are looked at.")

(defun archlsp-documents-all ()
  "Return the live buffers that are looked at."
  (setq archlsp-documents--all (cl-delete-if-not #'buffer-live-p archlsp-documents--all)))

(defun archlsp-documents-roots ()
  "Return the folders of the projects that these buffers are in."
  (delete-dups (mapcar (lambda (buffer)
                         (with-current-buffer buffer (archlsp-places-root default-directory)))
                       (archlsp-documents-all))))

(defun archlsp-documents-buffer (uri)
  "Return the buffer of URI, nil when none is looked at."
  (cl-find uri (archlsp-documents-all)
           :test (lambda (wanted buffer)
                   (equal wanted (buffer-local-value 'archlsp-documents--uri buffer)))))

(defun archlsp-documents-uri ()
  "Return the URI of the current buffer, nil when it is not looked at."
  archlsp-documents--uri)

(defun archlsp-documents-current-p (version)
  "Tell whether VERSION is that of the text in the current buffer."
  (and (null archlsp-documents--timer)
       (or (null version) (= version archlsp-documents--version))))

(defun archlsp-documents-add ()
  "Look at the current buffer from now on."
  (setq archlsp-documents--uri (archlsp-places-uri (file-truename buffer-file-name)))
  (cl-pushnew (current-buffer) archlsp-documents--all)
  (add-hook 'after-change-functions #'archlsp-documents--changed nil t)
  (add-hook 'after-save-hook #'archlsp-documents--saved nil t)
  (add-hook 'after-set-visited-file-name-hook #'archlsp-documents--renamed nil t)
  (add-hook 'kill-buffer-hook #'archlsp-documents-remove nil t)
  (add-hook 'change-major-mode-hook #'archlsp-documents-remove nil t)
  (archlsp-connection-meet-folders)
  (archlsp-documents--open))

(defun archlsp-documents-remove ()
  "Do not look at the current buffer any more."
  (remove-hook 'after-change-functions #'archlsp-documents--changed t)
  (remove-hook 'after-save-hook #'archlsp-documents--saved t)
  (remove-hook 'after-set-visited-file-name-hook #'archlsp-documents--renamed t)
  (remove-hook 'kill-buffer-hook #'archlsp-documents-remove t)
  (remove-hook 'change-major-mode-hook #'archlsp-documents-remove t)
  (archlsp-documents--close)
  (setq archlsp-documents--uri nil
        archlsp-documents--all (delq (current-buffer) archlsp-documents--all))
  (run-hooks 'archlsp-documents-closed-hook))

(defun archlsp-documents-open-all ()
  "A server is ready: tell it of every buffer."
  (dolist (buffer (archlsp-documents-all))
    (with-current-buffer buffer (archlsp-documents--open))))

(defun archlsp-documents-lost ()
  "The server is gone, and with it what it knew."
  (dolist (buffer (archlsp-documents-all))
    (with-current-buffer buffer
      (archlsp-documents--forget-changes)
      (setq archlsp-documents--opened nil))))

(defun archlsp-documents--open ()
  "Open the current buffer at the server, if it is ready."
  (when (and (archlsp-connection-ready-p) (not archlsp-documents--opened))
    (archlsp-documents--forget-changes)
    (setq archlsp-documents--opened t)
    (archlsp-connection-notify
     :textDocument/didOpen
     (list :textDocument (list :uri archlsp-documents--uri
                               :languageId (archlsp-documents--language)
                               :version (cl-incf archlsp-documents--version)
                               :text (archlsp-places-text))))))

(defun archlsp-documents--language ()
  "The protocol's name of the current buffer's language."
  (let ((name (replace-regexp-in-string "\\(?:-ts\\)?-mode\\'" "" (symbol-name major-mode))))
    (pcase name
      ("js" "javascript")
      ("tsx" "typescriptreact")
      ((or "js2" "rjsx" "js-jsx") "javascript")
      ("sh" "shellscript")
      ("c++" "cpp")
      (_ name))))

(defun archlsp-documents--close ()
  "Close the current buffer at the server."
  (archlsp-documents--forget-changes)
  (when archlsp-documents--opened
    (setq archlsp-documents--opened nil)
    (archlsp-connection-notify :textDocument/didClose
                               (list :textDocument (list :uri archlsp-documents--uri)))))

(defun archlsp-documents--forget-changes ()
  "Send no change of the current buffer."
  (when archlsp-documents--timer
    (cancel-timer archlsp-documents--timer)
    (setq archlsp-documents--timer nil)))

(defun archlsp-documents--changed (_begin _end _length)
  "The text is another one: send it when the typing rests."
  (when archlsp-documents--opened
    (when archlsp-documents--timer (cancel-timer archlsp-documents--timer))
    (setq archlsp-documents--timer
          (run-with-timer archlsp-idle-delay nil #'archlsp-documents--flush-in (current-buffer)))))

(defun archlsp-documents--flush-in (buffer)
  "Send what was changed in BUFFER."
  (when (buffer-live-p buffer)
    (with-current-buffer buffer (archlsp-documents-flush))))

(defun archlsp-documents-flush ()
  "Send what was changed in the current buffer, now."
  (when archlsp-documents--timer
    (archlsp-documents--forget-changes)
    (archlsp-connection-notify
     :textDocument/didChange
     (list :textDocument (list :uri archlsp-documents--uri
                               :version (cl-incf archlsp-documents--version))
           :contentChanges (vector (list :text (archlsp-places-text)))))))

(defun archlsp-documents--saved ()
  "The file was written."
  (when archlsp-documents--opened
    (archlsp-documents-flush)
    (archlsp-connection-notify :textDocument/didSave
                               (list :textDocument (list :uri archlsp-documents--uri)))))

(defun archlsp-documents--renamed ()
  "The buffer visits another file."
  (archlsp-documents--close)
  (when buffer-file-name
    (setq archlsp-documents--uri (archlsp-places-uri (file-truename buffer-file-name)))
    (archlsp-connection-meet-folders)
    (archlsp-documents--open)))

(provide 'archlsp-documents)
;;; archlsp-documents.el ends here
