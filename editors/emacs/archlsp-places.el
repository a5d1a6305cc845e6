;;; archlsp-places.el --- Files, URIs and positions for archlsp -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; The server is asked to count in UTF-32, which is how Emacs counts: a character is a character.

;;; Code:

(require 'url-util)

(defun archlsp-places-uri (file)
  "Return the URI of FILE."
  (let ((path (expand-file-name file)))
    (concat "file://" (unless (string-prefix-p "/" path) "/")
            (url-hexify-string path url-path-allowed-chars))))

(defun archlsp-places-file (uri)
  "Return the file that URI names, nil for another scheme; a fragment is left out."
  (when (and (stringp uri) (string-match "\\`file://\\(?:localhost\\)?\\(/[^#]*\\)" uri))
    (let ((path (decode-coding-string (url-unhex-string (match-string 1 uri)) 'utf-8)))
      (if (string-match "\\`/\\([A-Za-z]:.*\\)" path) (match-string 1 path) path))))

(defun archlsp-places-line (uri)
  "Return the line, from 0, that the fragment of URI names; nil without one."
  (when (string-match "#L\\([0-9]+\\)" uri)
    (max 0 (1- (string-to-number (match-string 1 uri))))))

(defun archlsp-places-root (directory)
  "Return the top of the work tree that DIRECTORY is in, else DIRECTORY."
  (let ((top (locate-dominating-file directory ".git")))
    (file-name-as-directory (file-truename (or top directory)))))

(defun archlsp-places-point (position)
  "Return the point of POSITION, an LSP position, in the current buffer."
  (save-excursion
    (save-restriction
      (widen)
      (goto-char (point-min))
      (forward-line (plist-get position :line))
      (min (line-end-position) (+ (point) (plist-get position :character))))))

(defun archlsp-places-region (range)
  "Return (BEGIN . END) of RANGE, an LSP range, in the current buffer."
  (cons (archlsp-places-point (plist-get range :start))
        (archlsp-places-point (plist-get range :end))))

(defun archlsp-places-position (point)
  "Return the LSP position of POINT in the current buffer."
  (save-excursion
    (save-restriction
      (widen)
      (goto-char point)
      (list :line (1- (line-number-at-pos)) :character (- point (line-beginning-position))))))

(defun archlsp-places-range (begin end)
  "Return the LSP range from BEGIN to END in the current buffer."
  (list :start (archlsp-places-position begin) :end (archlsp-places-position end)))

(defun archlsp-places-text ()
  "Return the text of the current buffer; raw bytes become U+FFFD."
  (save-restriction
    (widen)
    (let ((text (buffer-substring-no-properties (point-min) (point-max))))
      (replace-regexp-in-string "[\x3fff80-\x3fffff]" "\ufffd" text t t))))

(defun archlsp-places-visit (uri &optional range)
  "Show the file of URI in another window.
Point is at RANGE, or at the line that the fragment of URI names."
  (let ((file (archlsp-places-file uri))
        (line (archlsp-places-line uri)))
    (when file
      (pop-to-buffer (find-file-noselect file))
      (when (or line range)
        (widen)
        (goto-char (if range
                       (archlsp-places-point (plist-get range :start))
                     (archlsp-places-point (list :line line :character 0)))))
      (current-buffer))))

(provide 'archlsp-places)
;;; archlsp-places.el ends here
