;;; lint.el --- Compiles and checks the package as its users' tools do -*- lexical-binding: t; -*-

;;; Commentary:

;; emacs -Q --batch -l lint.el FILE...; prints what is wrong, one complaint a line.  Environment: COMPILED, a folder.

;;; Code:

(require 'package)
(add-to-list 'package-directory-list "/usr/share/emacs/site-lisp/elpa")
(package-initialize)
(require 'bytecomp)
(require 'checkdoc)
(require 'package-lint)
(defvar package-lint-main-file)

(defvar lint-found nil)

(defun lint-compile (file)
  "Compile FILE; each warning counts."
  (setq byte-compile-dest-file-function
        (lambda (source) (expand-file-name (concat (file-name-nondirectory source) "c") (getenv "COMPILED"))))
  (let ((byte-compile-log-warning-function
         (lambda (text &rest _more) (push (format "%s: compile: %s" file text) lint-found))))
    (unless (byte-compile-file file)
      (push (format "%s: does not compile" file) lint-found))))

(defun lint-document (file)
  "Check the documentation in FILE."
  (with-current-buffer (find-file-noselect file)
    (let ((checkdoc-create-error-function
           (lambda (text start _end &optional _unfixable)
             (push (format "%s:%s: checkdoc: %s" file (and start (line-number-at-pos start)) text) lint-found)
             nil)))
      (checkdoc-current-buffer t))))

(defun lint-package (file main)
  "Check FILE as a part of the package whose main file is MAIN."
  (setq package-lint-main-file (unless (equal file main) main))
  (with-current-buffer (find-file-noselect file)
    (dolist (one (package-lint-buffer))
      (push (format "%s:%d: package: %s" file (car one) (nth 3 one)) lint-found))))

(let* ((files command-line-args-left)
       (main (seq-find (lambda (file) (string-suffix-p "/archlsp.el" file)) files)))
  (setq command-line-args-left nil)
  (add-to-list 'load-path (file-name-directory main))
  (dolist (file files)
    (lint-compile file)
    (lint-document file)
    (lint-package file main))
  (dolist (one (nreverse lint-found)) (princ (concat one "\n")))
  (kill-emacs 0))
;;; lint.el ends here
