;;; archlsp-findings.el --- What archlsp has found, through Flymake -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; The findings of each document as the server has published them, a Flymake backend that shows them beside those
;; of other backends, and a list of all of them.

;;; Code:

(require 'cl-lib)
(require 'compile)
(require 'flymake)
(require 'archlsp-documents)
(require 'archlsp-messages)
(require 'archlsp-places)

(cl-defstruct (archlsp-findings-mark (:constructor archlsp-findings--mark))
  "A finding in a buffer: where it is by now, and what the server has said."
  begin end diagnostic)

(defvar archlsp-findings--by-uri (make-hash-table :test #'equal)
  "From a URI to the vector of diagnostics that stand for it.")
(defvar-local archlsp-findings--marks nil)
(defvar-local archlsp-findings--report nil
  "The function of Flymake's that takes findings, nil before it has asked.")

(defvar archlsp-findings-changed-hook nil
  "Run when other findings stand than before.")

(defun archlsp-findings-publish (params)
  "Take PARAMS, the findings of one document."
  (let* ((uri (plist-get params :uri))
         (found (plist-get params :diagnostics))
         (buffer (archlsp-documents-buffer uri)))
    (if (zerop (length found))
        (remhash uri archlsp-findings--by-uri)
      (puthash uri found archlsp-findings--by-uri))
    (when buffer
      (with-current-buffer buffer (archlsp-findings--place found (plist-get params :version))))
    (run-hooks 'archlsp-findings-changed-hook)))

(defun archlsp-findings--place (found version)
  "Mark the diagnostics FOUND in the current buffer.
Those of an older VERSION are left out: the server sends them again."
  (when (or (zerop (length found)) (archlsp-documents-current-p version))
    (archlsp-findings--unmark)
    (setq archlsp-findings--marks (mapcar #'archlsp-findings--mark-of found))
    (archlsp-findings--show)))

(defun archlsp-findings--mark-of (diagnostic)
  "Return the mark of DIAGNOSTIC in the current buffer."
  (let ((region (archlsp-places-region (plist-get diagnostic :range))))
    (archlsp-findings--mark :begin (copy-marker (car region) t)
                            :end (copy-marker (cdr region))
                            :diagnostic diagnostic)))

(defun archlsp-findings--unmark ()
  "Forget every mark of the current buffer."
  (dolist (mark archlsp-findings--marks)
    (set-marker (archlsp-findings-mark-begin mark) nil)
    (set-marker (archlsp-findings-mark-end mark) nil))
  (setq archlsp-findings--marks nil))

;;; Flymake

(defun archlsp-findings-backend (report &rest _more)
  "Tell Flymake what stands, by its function REPORT, and keep that for later."
  (setq archlsp-findings--report report)
  (archlsp-documents-flush)
  (archlsp-findings--show))

(defun archlsp-findings--show ()
  "Give Flymake the findings of the current buffer."
  (when archlsp-findings--report
    (condition-case nil
        (save-restriction
          (widen)
          (funcall archlsp-findings--report (mapcar #'archlsp-findings--shown archlsp-findings--marks)
                   ;; Without it Flymake would keep what was reported before.
                   :region (cons (point-min) (point-max))))
      ;; Flymake was started anew without us, as by a client for another server: it will ask again.
      (error (setq archlsp-findings--report nil)))))

(defun archlsp-findings--shown (mark)
  "Return Flymake's object for MARK."
  (let* ((diagnostic (archlsp-findings-mark-diagnostic mark))
         (begin (marker-position (archlsp-findings-mark-begin mark)))
         (end (marker-position (archlsp-findings-mark-end mark)))
         ;; A finding of no length gets its line.
         (region (if (< begin end)
                     (cons begin end)
                   (flymake-diag-region (current-buffer) (line-number-at-pos begin t)))))
    (flymake-make-diagnostic (current-buffer) (car region) (cdr region)
                             (archlsp-findings--type diagnostic)
                             (archlsp-findings-text diagnostic)
                             diagnostic)))

(defun archlsp-findings--type (diagnostic)
  "Return Flymake's type for DIAGNOSTIC."
  (pcase (plist-get diagnostic :severity) (1 :error) (2 :warning) (_ :note)))

(defun archlsp-findings-text (diagnostic)
  "Return the message of DIAGNOSTIC, with its rule."
  (format "%s [%s]" (plist-get diagnostic :message) (plist-get diagnostic :code)))

(defun archlsp-findings-attach ()
  "Be a backend of Flymake's in the current buffer."
  (add-hook 'flymake-diagnostic-functions #'archlsp-findings-backend nil t)
  (if flymake-mode (flymake-start) (flymake-mode 1)))

(defun archlsp-findings-detach ()
  "Show nothing in the current buffer any more."
  (archlsp-findings--unmark)
  (archlsp-findings--show)
  (setq archlsp-findings--report nil)
  (remove-hook 'flymake-diagnostic-functions #'archlsp-findings-backend t))

(defun archlsp-findings-forget ()
  "Forget everything: a new server will tell only of what stands."
  (clrhash archlsp-findings--by-uri)
  (dolist (buffer (archlsp-documents-all))
    (with-current-buffer buffer
      (archlsp-findings--unmark)
      (archlsp-findings--show))))

;;; Looking at them

(defun archlsp-findings-count ()
  "Return how many findings the current buffer has."
  (length archlsp-findings--marks))

(defun archlsp-findings-between (begin end)
  "Return what touches the region from BEGIN to END, else what is on its lines."
  (let ((lines (save-excursion
                 (cons (progn (goto-char begin) (line-beginning-position))
                       (progn (goto-char end) (line-end-position))))))
    (mapcar #'archlsp-findings-mark-diagnostic
            (or (archlsp-findings--touching begin end)
                (archlsp-findings--touching (car lines) (cdr lines))))))

(defun archlsp-findings--touching (begin end)
  "Return every mark that touches the region from BEGIN to END."
  (cl-remove-if-not (lambda (mark)
                      (and (<= (archlsp-findings-mark-begin mark) end)
                           (>= (archlsp-findings-mark-end mark) begin)))
                    archlsp-findings--marks))

(define-compilation-mode archlsp-findings-mode "archlsp"
  "The findings of every file of every project."
  (setq-local compilation-first-column 1))

(defun archlsp-findings-list ()
  "List the findings of all files, open or not, for `next-error'."
  (interactive)
  (when (zerop (hash-table-count archlsp-findings--by-uri))
    (archlsp-messages-refuse 'no-findings))
  (let ((lines (cl-sort (archlsp-findings--lines) #'string-version-lessp)))
    (with-current-buffer (get-buffer-create "*archlsp findings*")
      (let ((inhibit-read-only t))
        (erase-buffer)
        (insert (mapconcat #'identity lines "\n") "\n"))
      (archlsp-findings-mode)
      (goto-char (point-min))
      (display-buffer (current-buffer)))))

(defun archlsp-findings--lines ()
  "Return one line a finding, as compilers write them."
  (let (lines)
    (maphash (lambda (uri found)
               (let ((file (archlsp-places-file uri)))
                 (when file
                   (cl-loop for diagnostic across found
                            do (push (archlsp-findings--line file diagnostic) lines)))))
             archlsp-findings--by-uri)
    lines))

(defun archlsp-findings--line (file diagnostic)
  "Return the line for DIAGNOSTIC in FILE."
  (let ((start (plist-get (plist-get diagnostic :range) :start)))
    (format "%s:%d:%d: %s: %s" (abbreviate-file-name file)
            (1+ (plist-get start :line)) (1+ (plist-get start :character))
            (pcase (plist-get diagnostic :severity) (1 "error") (2 "warning") (_ "info"))
            (archlsp-findings-text diagnostic))))

(provide 'archlsp-findings)
;;; archlsp-findings.el ends here
