;;; archlsp-edits.el --- Changes that archlsp proposes -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Applies a WorkspaceEdit of the protocol: all of it or nothing, only to the text that it was made for, only inside
;; of the projects that are open, and where the server wants it only after the user has seen the difference.

;;; Code:

(require 'cl-lib)
(require 'diff-mode)
(require 'archlsp-documents)
(require 'archlsp-messages)
(require 'archlsp-places)

(defcustom archlsp-confirm-edits 'proposed
  "Which changes are shown as a difference and asked about before they are made.
`proposed' means those that the server marks, such as what an AI wrote."
  :type '(choice (const :tag "What was proposed by an AI" proposed)
                 (const :tag "All" t)
                 (const :tag "None" nil))
  :group 'archlsp)

(cl-defstruct (archlsp-edits-part (:constructor archlsp-edits--part))
  "What happens to one file: whether it is made, and the edits of its text."
  uri new version edits)

(defun archlsp-edits-answer (params)
  "Answer the server's request to apply the edit in PARAMS."
  (list :applied (if (archlsp-edits-apply (plist-get params :edit) (plist-get params :label))
                     t
                   :json-false)))

(defun archlsp-edits-apply (edit &optional label)
  "Apply EDIT, a WorkspaceEdit called LABEL; tell whether that was done."
  (let ((parts (archlsp-edits--parts edit)))
    (when (and (archlsp-edits--allowed-p parts)
               (or (not (archlsp-edits--asks-p edit))
                   (archlsp-edits--confirmed-p parts (or label "archlsp"))))
      (mapc #'archlsp-edits--make parts)
      t)))

(defun archlsp-edits--parts (edit)
  "Return the parts of EDIT in their order."
  (let (parts)
    (cl-loop for change across (or (plist-get edit :documentChanges) [])
             do (archlsp-edits--collect change (lambda (part) (push part parts)))
             finally (setq parts (nreverse parts)))
    (unless parts
      (cl-loop for (key edits) on (plist-get edit :changes) by #'cddr
               do (push (archlsp-edits--part :uri (substring (symbol-name key) 1) :edits edits) parts)))
    (archlsp-edits--joined parts)))

(defun archlsp-edits--collect (change take)
  "Give the part that CHANGE is to TAKE."
  (let ((document (plist-get change :textDocument)))
    (cond ((equal (plist-get change :kind) "create")
           (funcall take (archlsp-edits--part :uri (plist-get change :uri) :new t)))
          (document
           (funcall take (archlsp-edits--part :uri (plist-get document :uri)
                                              :version (plist-get document :version)
                                              :edits (plist-get change :edits)))))))

(defun archlsp-edits--joined (parts)
  "Join in PARTS the making of a file with the edits that fill it."
  (let (joined)
    (dolist (part parts (nreverse joined))
      (let ((made (cl-find (archlsp-edits-part-uri part) joined
                           :key #'archlsp-edits-part-uri :test #'equal)))
        (if (and made (archlsp-edits-part-new made) (not (archlsp-edits-part-edits made)))
            (setf (archlsp-edits-part-edits made) (archlsp-edits-part-edits part))
          (push part joined))))))

;;; What may be done

(defun archlsp-edits--allowed-p (parts)
  "Tell whether every one of PARTS may be applied; say why not."
  (cl-every (lambda (part)
              (let ((file (archlsp-places-file (archlsp-edits-part-uri part))))
                (cond ((not (archlsp-edits--inside-p file))
                       (archlsp-messages-tell 'outside (or file (archlsp-edits-part-uri part)))
                       nil)
                      ((archlsp-edits--outdated-p part file)
                       (archlsp-messages-tell 'outdated (file-name-nondirectory file))
                       nil)
                      (t))))
            parts))

(defun archlsp-edits--inside-p (file)
  "Tell whether FILE lies in a project that is open."
  (and file
       (cl-some (lambda (root) (string-prefix-p root (file-truename file)))
                (archlsp-documents-roots))))

(defun archlsp-edits--outdated-p (part file)
  "Tell whether the text of FILE is not the one that PART was made for."
  (let ((buffer (archlsp-documents-buffer (archlsp-edits-part-uri part))))
    (if (archlsp-edits-part-new part)
        (file-exists-p file)
      (and buffer
           (with-current-buffer buffer
             (not (archlsp-documents-current-p (archlsp-edits-part-version part))))))))

;;; Asking

(defun archlsp-edits--asks-p (edit)
  "Tell whether the user is asked before EDIT is applied."
  (pcase archlsp-confirm-edits
    ('proposed (cl-loop for (_id annotation) on (plist-get edit :changeAnnotations) by #'cddr
                        thereis (eq t (plist-get annotation :needsConfirmation))))
    (always always)))

(defun archlsp-edits--confirmed-p (parts label)
  "Show what PARTS, called LABEL, would change, and ask."
  (save-window-excursion
    (let ((buffer (get-buffer-create "*archlsp changes*")))
      (with-current-buffer buffer
        (let ((inhibit-read-only t))
          (erase-buffer)
          (mapc #'archlsp-edits--insert-difference parts))
        (diff-mode)
        (setq buffer-read-only t)
        (goto-char (point-min)))
      (pop-to-buffer buffer)
      (prog1 (y-or-n-p (archlsp-messages-say 'confirm-edit label))
        (kill-buffer buffer)))))

(defun archlsp-edits--insert-difference (part)
  "Insert the unified difference of PART."
  (let* ((file (archlsp-places-file (archlsp-edits-part-uri part)))
         (texts (archlsp-edits--texts part file))
         (old (make-temp-file "archlsp-" nil nil (car texts)))
         (new (make-temp-file "archlsp-" nil nil (cdr texts)))
         (coding-system-for-read 'utf-8))
    (unwind-protect
        (condition-case nil
            (call-process diff-command nil t nil "-u" "--label" file "--label" file old new)
          ;; Without a program for it, the whole new text.
          (file-missing (insert "+++ " file "\n" (cdr texts) "\n")))
      (delete-file old)
      (delete-file new))))

(defun archlsp-edits--texts (part file)
  "Return (OLD . NEW), the texts of FILE before and after PART."
  (let ((old (if (archlsp-edits-part-new part)
                 ""
               (with-current-buffer (find-file-noselect file) (archlsp-places-text)))))
    (with-temp-buffer
      (insert old)
      (archlsp-edits--replace (archlsp-edits-part-edits part))
      (cons old (buffer-string)))))

;;; Doing

(defun archlsp-edits--make (part)
  "Apply PART to its buffer; a file that is made is written, too."
  (let ((file (archlsp-places-file (archlsp-edits-part-uri part))))
    (when (archlsp-edits-part-new part)
      (make-directory (file-name-directory file) t))
    (with-current-buffer (find-file-noselect file)
      (save-excursion
        (save-restriction
          (widen)
          (atomic-change-group
            (archlsp-edits--replace (archlsp-edits-part-edits part)))))
      (when (archlsp-edits-part-new part)
        (save-buffer)
        (display-buffer (current-buffer)))
      (archlsp-documents-flush))))

(defun archlsp-edits--replace (edits)
  "Apply EDITS, a vector, to the current buffer.
Their places are those of the text before any of them."
  (let ((marked (mapcar (lambda (edit)
                          (let ((region (archlsp-places-region (plist-get edit :range))))
                            (list (copy-marker (car region)) (copy-marker (cdr region))
                                  (plist-get edit :newText))))
                        edits)))
    (pcase-dolist (`(,begin ,end ,text) (nreverse marked))
      (goto-char begin)
      (delete-region begin end)
      (insert text)
      (set-marker begin nil)
      (set-marker end nil))))

(provide 'archlsp-edits)
;;; archlsp-edits.el ends here
