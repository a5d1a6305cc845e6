;;; archlsp-window.el --- What the server shows and asks, and the mode line -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Messages, questions, pages and progress as the server sends them; the entry in the mode line.

;;; Code:

(require 'cl-lib)
(require 'archlsp-connection)
(require 'archlsp-documents)
(require 'archlsp-findings)
(require 'archlsp-messages)
(require 'archlsp-places)

(defvar archlsp-window--status (make-hash-table :test #'equal)
  "From the URI of a folder to how things stand with the AI there.")
(defvar archlsp-window--progress nil
  "Alist from a token to what is going on.")

;;; Messages, questions, pages

(defun archlsp-window-message (params)
  "Show the message in PARAMS."
  (message "archlsp: %s" (plist-get params :message)))

(defun archlsp-window-log (params)
  "Keep the message in PARAMS in the buffer *archlsp log*."
  (with-current-buffer (get-buffer-create "*archlsp log*")
    (let ((inhibit-read-only t))
      (save-excursion
        (goto-char (point-max))
        (insert (plist-get params :message) "\n")))
    (setq buffer-read-only t)))

(defun archlsp-window-question (params)
  "Ask what PARAMS asks; return the answer that was chosen, nil for none."
  (let* ((actions (append (plist-get params :actions) nil))
         (titles (mapcar (lambda (action) (plist-get action :title)) actions)))
    (if titles
        (let ((chosen (completing-read (concat (plist-get params :message) " ") titles nil t)))
          (cl-find chosen actions :key (lambda (action) (plist-get action :title)) :test #'equal))
      (archlsp-window-message params)
      nil)))

(defun archlsp-window-show (params)
  "Open the page or place that PARAMS names."
  (let ((uri (plist-get params :uri)))
    (list :success
          (cond ((eq t (plist-get params :external)) (browse-url uri) t)
                ((archlsp-window--page uri (plist-get params :selection)) t)
                (t :json-false)))))

(defun archlsp-window--page (uri range)
  "Show the file of URI at RANGE; a page of the server's is for reading only."
  (let ((file (archlsp-places-file uri)))
    (when (and file (file-exists-p file))
      (let ((known (get-file-buffer file)))
        ;; The server writes its pages anew under the same name.
        (when (and known (not (buffer-modified-p known)))
          (with-current-buffer known (revert-buffer t t t))))
      (with-current-buffer (archlsp-places-visit uri range)
        (unless (archlsp-window--of-project-p file) (view-mode 1))
        t))))

(defun archlsp-window--of-project-p (file)
  "Tell whether FILE is the user's own."
  (cl-some (lambda (root) (string-prefix-p root (file-truename file))) (archlsp-documents-roots)))

;;; Progress and state

(defun archlsp-window-progress (params)
  "Take the progress in PARAMS."
  (let* ((token (plist-get params :token))
         (value (plist-get params :value))
         (kind (plist-get value :kind))
         (before (cdr (assoc token archlsp-window--progress))))
    (setq archlsp-window--progress (cl-remove token archlsp-window--progress :key #'car :test #'equal))
    (unless (equal kind "end")
      (push (cons token (list :title (or (plist-get value :title) (plist-get before :title))
                              :percentage (plist-get value :percentage)))
            archlsp-window--progress))
    (force-mode-line-update t)))

(defun archlsp-window-status (params)
  "Take the state of the AI in PARAMS."
  (puthash (plist-get params :folder) params archlsp-window--status)
  (force-mode-line-update t))

(defun archlsp-window-forget ()
  "The server is gone, and what it was doing."
  (setq archlsp-window--progress nil)
  (clrhash archlsp-window--status)
  (force-mode-line-update t))

(defun archlsp-window--folder-status ()
  "Return how things stand with the AI in the project of the current buffer."
  (let ((root (archlsp-places-root default-directory)))
    (gethash (archlsp-places-uri (directory-file-name root)) archlsp-window--status)))

(defun archlsp-window-lighter ()
  "Return the entry of the mode line: findings, what is going on, the AI."
  (let ((status (archlsp-window--folder-status)))
    (propertize
     (concat " archlsp" (archlsp-window--short status))
     'help-echo (archlsp-window--long status)
     'mouse-face 'mode-line-highlight
     'local-map '(keymap (mode-line keymap (mouse-1 . archlsp-show-status))))))

(defun archlsp-window--short (status)
  "Return the mode line's text after the name, with the AI's STATUS."
  (cond ((not (archlsp-connection-running-p)) ":off")
        ((not (archlsp-connection-ready-p)) "…")
        (t (concat (format ":%d" (archlsp-findings-count))
                   (pcase (plist-get status :mode)
                     ("ready" " AI") ("asking" " AI…") ("paused" " AI‖") ("stopped" " AI!"))
                   (archlsp-window--percentage)))))

(defun archlsp-window--percentage ()
  "Return how far the server is with what it is doing."
  (let ((work (cdar archlsp-window--progress)))
    (cond ((null work) "")
          ((plist-get work :percentage) (format " %d%%%%" (plist-get work :percentage)))
          (t " …"))))

(defun archlsp-window--long (status)
  "Return the text for the mouse over the mode line, with the AI's STATUS."
  (cond ((not (archlsp-connection-running-p)) (archlsp-messages-say 'line-stopped))
        ((not (archlsp-connection-ready-p)) (archlsp-messages-say 'line-starting))
        (t (archlsp-messages-say 'line-running (archlsp-findings-count)
                                 (string-join (delq nil (list (plist-get status :text)
                                                              (plist-get status :reason)))
                                              "\n")))))

(provide 'archlsp-window)
;;; archlsp-window.el ends here
