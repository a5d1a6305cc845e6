;;; archlsp-actions.el --- Code actions of archlsp -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Asks for the code actions at a place, lets the user choose, and does what was chosen.

;;; Code:

(require 'cl-lib)
(require 'archlsp-commands)

(defun archlsp-code-actions (begin end)
  "Choose what to do about the findings from BEGIN to END.
That is the region, else the line of point."
  (interactive (archlsp-actions--region))
  (let ((actions (archlsp-actions--at begin end nil)))
    (unless actions (archlsp-messages-refuse 'no-action))
    (archlsp-actions--do
     (let ((titles (mapcar (lambda (action) (cons (plist-get action :title) action)) actions)))
       (cdr (assoc (completing-read (archlsp-messages-say 'choose-action) (mapcar #'car titles) nil t)
                   titles))))))

(defun archlsp-fix ()
  "Apply the fix of the finding at point; the user chooses among several."
  (interactive)
  (let* ((region (archlsp-actions--region))
         (actions (archlsp-actions--at (car region) (cadr region) "quickfix"))
         (fixes (cl-remove-if (lambda (action) (plist-get action :command)) actions)))
    (unless fixes (archlsp-messages-refuse 'no-fix))
    (archlsp-actions--do
     (archlsp-commands--choose 'choose-action
                               (mapcar (lambda (action) (cons (plist-get action :title) action)) fixes)))))

(defun archlsp-fix-all ()
  "Apply the safe fixes of the whole file."
  (interactive)
  (let ((actions (archlsp-actions--at (point-min) (point-max) "source.fixAll.archlsp")))
    (unless actions (archlsp-messages-refuse 'no-fix))
    (archlsp-actions--do (car actions))))

(defun archlsp-actions--region ()
  "Return where the region begins and ends, else point twice."
  (if (use-region-p)
      (list (region-beginning) (region-end))
    (list (point) (point))))

(defun archlsp-actions--at (begin end only)
  "Return the actions from BEGIN to END; of the kind ONLY unless that is nil."
  (let ((uri (or (archlsp-documents-uri) (archlsp-messages-refuse 'not-managed))))
    (archlsp-documents-flush)
    (append
     (archlsp-connection-ask
      :textDocument/codeAction
      (list :textDocument (list :uri uri)
            :range (archlsp-places-range begin end)
            :context (append (list :diagnostics (vconcat (archlsp-findings-between begin end)))
                             (when only (list :only (vector only))))))
     nil)))

(defun archlsp-actions--do (action)
  "Do ACTION: fetch its edit if need be, apply that, run its command."
  (let* ((whole (if (and (plist-get action :data) (not (plist-get action :edit)))
                    (archlsp-connection-ask :codeAction/resolve action)
                  action))
         (edit (plist-get whole :edit))
         (command (plist-get whole :command)))
    (when (and (or (not edit) (archlsp-edits-apply edit (plist-get whole :title))) command)
      (archlsp-connection-request
       :workspace/executeCommand
       (list :command (plist-get command :command) :arguments (or (plist-get command :arguments) []))
       #'ignore
       (lambda (sentence) (message "archlsp: %s" sentence))))))

(provide 'archlsp-actions)
;;; archlsp-actions.el ends here
