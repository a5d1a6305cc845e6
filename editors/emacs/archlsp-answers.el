;;; archlsp-answers.el --- Answers of the architect, as they grow -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Each answer has a read-only buffer, in `markdown-mode' where that is installed.  It is shown with the first words
;; and grows without moving what is read.  Links to places in files are buttons.

;;; Code:

(require 'cl-lib)
(require 'button)
(require 'archlsp-messages)
(require 'archlsp-places)

(defcustom archlsp-answer-mode-function
  (if (fboundp 'markdown-mode) #'markdown-mode #'text-mode)
  "The major mode of answers."
  :type 'function
  :group 'archlsp)

(defconst archlsp-answers--link "\\[\\([^]\n]+\\)\\](<?\\(file://[^)> \n]+\\)>?)")

(defvar-local archlsp-answers--id nil
  "The id of the answer that the buffer shows.")
(defvar-local archlsp-answers--state nil)
(defvar-local archlsp-answers--folder nil
  "The URI of the project that the answer is about.")

(defvar archlsp-answers-folder nil
  "The URI of the project that was asked about last.")

(defvar archlsp-answer-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "C-c C-k") 'archlsp-cancel)
    (define-key map "f" 'archlsp-follow-up)
    (define-key map "a" 'archlsp-save-as-adr)
    (define-key map "i" 'archlsp-implement)
    (define-key map "n" 'forward-button)
    (define-key map "p" 'backward-button)
    (define-key map "q" 'quit-window)
    map)
  "What the keys do in an answer.")

(define-minor-mode archlsp-answer-mode
  "Keys for an answer of the architect.

\\{archlsp-answer-mode-map}"
  :keymap archlsp-answer-mode-map
  (setq header-line-format '(:eval (archlsp-answers--header))))

(defun archlsp-answers-id ()
  "Return the id of the answer in the current buffer, nil if there is none."
  (and archlsp-answers--state archlsp-answers--id))

(defun archlsp-answers-arguments ()
  "Return the arguments that name the answer in the current buffer, nil for none."
  (when (archlsp-answers-id)
    (append (list :id archlsp-answers--id)
            (when archlsp-answers--folder (list :uri archlsp-answers--folder)))))

(defun archlsp-answers-take (params)
  "Show the answer in PARAMS, as far as it has grown."
  (let* ((id (plist-get params :id))
         (known (archlsp-answers--buffer id))
         (buffer (or known (archlsp-answers--make id (plist-get params :title)))))
    (with-current-buffer buffer
      (setq archlsp-answers--state (plist-get params :state))
      (archlsp-answers--put (or (plist-get params :markdown) ""))
      (force-mode-line-update))
    (unless known (display-buffer buffer))))

(defun archlsp-answers-page (title text)
  "Show TEXT, a page of the server's called TITLE."
  (let* ((id (concat "page " title))
         (buffer (or (archlsp-answers--buffer id) (archlsp-answers--make id title))))
    (with-current-buffer buffer (archlsp-answers--put text))
    (display-buffer buffer)))

(defun archlsp-answers-show (id)
  "Show the buffer of the answer ID, if there is one; tell whether."
  (let ((buffer (archlsp-answers--buffer id)))
    (when buffer (display-buffer buffer))))

(defun archlsp-answers--buffer (id)
  "Return the buffer of the answer ID."
  (cl-find id (buffer-list)
           :test (lambda (wanted buffer)
                   (equal wanted (buffer-local-value 'archlsp-answers--id buffer)))))

(defun archlsp-answers--make (id title)
  "Make the buffer of the answer ID, called TITLE."
  (with-current-buffer (generate-new-buffer (format "*archlsp: %s*" title))
    (funcall archlsp-answer-mode-function)
    (setq archlsp-answers--id id
          archlsp-answers--folder archlsp-answers-folder)
    (archlsp-answer-mode)
    (setq buffer-read-only t)
    (buffer-disable-undo)
    (current-buffer)))

(defun archlsp-answers--put (text)
  "Make TEXT the text of the current buffer; what stays the same is not touched."
  (let* ((inhibit-read-only t)
         (same (archlsp-answers--common text)))
    (save-excursion
      (goto-char (+ (point-min) same))
      (delete-region (point) (point-max))
      (insert (substring text same))
      (set-buffer-modified-p nil)
      ;; A link may have been cut in two before.
      (goto-char (+ (point-min) same))
      (archlsp-answers--link-from (line-beginning-position)))))

(defun archlsp-answers--common (text)
  "Return how many characters TEXT and the current buffer begin with in common."
  (let ((there (compare-strings text nil nil (buffer-substring-no-properties (point-min) (point-max)) nil nil)))
    (if (eq there t) (length text) (1- (abs there)))))

(defun archlsp-answers--link-from (begin)
  "Make buttons of the links after BEGIN."
  (remove-overlays begin (point-max) 'archlsp-link t)
  (goto-char begin)
  (while (re-search-forward archlsp-answers--link nil t)
    (make-button (match-beginning 1) (match-end 1)
                 'archlsp-link t
                 'archlsp-uri (match-string-no-properties 2)
                 'follow-link t
                 'help-echo (archlsp-messages-say 'link-help)
                 'action #'archlsp-answers--follow)))

(defun archlsp-answers--follow (button)
  "Go to the place that BUTTON names."
  (archlsp-places-visit (button-get button 'archlsp-uri)))

(defun archlsp-answers--header ()
  "Tell how far the answer is, and what can be done."
  (when archlsp-answers--state
    (archlsp-messages-say (intern (concat "state-" archlsp-answers--state)))))

(provide 'archlsp-answers)
;;; archlsp-answers.el ends here
