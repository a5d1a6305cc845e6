;;; play.el --- Plays the steps of a user in Emacs -*- lexical-binding: t; -*-

;;; Commentary:

;; emacs -Q --batch -l play.el.  Prints what the user would see as JSON lines, one a step.  Environment: ARCHLSP_EMACS
;; (the folder editors/emacs), ARCHLSP_COMMAND (a JSON list), STEPS (a JSON list of [NAME, ARGUMENTS]).

;;; Code:

(require 'cl-lib)
(require 'json)
(require 'package)
;; -Q hides Debian's packages.
(add-to-list 'package-directory-list "/usr/share/emacs/site-lisp/elpa")
(package-initialize)
(add-to-list 'load-path (getenv "ARCHLSP_EMACS"))
(add-to-list 'load-path (file-name-directory load-file-name))
(require 'flymake)

(setq make-backup-files nil
      create-lockfiles nil
      auto-save-default nil
      confirm-kill-processes nil
      flymake-no-changes-timeout nil
      debug-on-error nil)

(defconst play-patience 20
  "Seconds after which what is awaited is not going to happen.")
(defvar play-start (float-time))
(defvar play-answers nil
  "What the user answers to questions, as an alist from a part of the prompt.")
(defvar play-asked nil
  "The prompts that the user has seen, newest first.")

(defvar play-before-eyes nil
  "What the selected window showed when the user was last asked for a yes or no.")

(defmacro play-until (&rest body)
  "Let Emacs live until BODY is true; return that, nil when it never happens."
  `(let ((end (+ (float-time) play-patience)) result)
     (while (and (not (setq result (progn ,@body))) (< (float-time) end))
       (accept-process-output nil 0.02))
     result))

(defun play-answer (prompt)
  "Return what the user answers to PROMPT."
  (push prompt play-asked)
  (let ((known (cl-find-if (lambda (pair) (string-match-p (car pair) prompt)) play-answers)))
    (if known (cdr known) (error "Nobody answers: %s" prompt))))

(defun play-complete (prompt collection &rest _more)
  "Choose from COLLECTION the first that holds what is answered to PROMPT."
  (let ((part (play-answer prompt))
        (choices (mapcar (lambda (one) (if (consp one) (car one) one)) collection)))
    (or (cl-find-if (lambda (choice) (string-match-p (regexp-quote part) choice)) choices)
        (error "No “%s” among %S" part choices))))

(advice-add 'completing-read :override #'play-complete)
(advice-add 'read-string :override (lambda (prompt &rest _more) (play-answer prompt)))
(advice-add 'y-or-n-p :override
            (lambda (prompt)
              ;; What the user has before the eyes, before anything is answered.
              (setq play-before-eyes (with-current-buffer (window-buffer) (buffer-string)))
              (equal "yes" (play-answer prompt))))

(defun play-args (arguments &rest keys)
  "Return the values of KEYS in ARGUMENTS."
  (mapcar (lambda (key) (alist-get key arguments)) keys))

(defun play-seen (source)
  "Return what Flymake shows of the backend SOURCE in the current buffer, in the order of lines."
  (vconcat
   (cl-loop for overlay in (cl-sort (overlays-in (point-min) (point-max)) #'< :key #'overlay-start)
            for diagnostic = (overlay-get overlay 'flymake-diagnostic)
            when (and diagnostic (eq source (flymake-diagnostic-backend diagnostic)))
            collect (play-shown overlay diagnostic))))

(defun play-shown (overlay diagnostic)
  "Return what the user sees where OVERLAY shows DIAGNOSTIC."
  (let ((begin (overlay-start overlay)))
    `((line . ,(line-number-at-pos begin t))
      (text . ,(buffer-substring-no-properties begin (overlay-end overlay)))
      (message . ,(substring-no-properties (flymake-diagnostic-text diagnostic))))))

(defun play-find (text)
  "Put point on TEXT."
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

;;; Steps

(defun step-start (arguments)
  "Load archlsp and switch it on everywhere, with settings from ARGUMENTS."
  (require 'archlsp)
  (setq archlsp-command (append (or (alist-get 'command arguments)
                                    (json-parse-string (getenv "ARCHLSP_COMMAND")))
                                nil)
        archlsp-settings (json-parse-string (or (alist-get 'settings arguments) "{}") :object-type 'plist)
        archlsp-language (alist-get 'language arguments)
        archlsp-log-size nil
        archlsp-idle-delay 0.05)
  (global-archlsp-mode 1)
  t)

(defun step-open (arguments)
  "Open a file."
  (find-file (alist-get 'file arguments))
  ;; Nothing is redisplayed in a batch: Flymake waits for it before it starts.
  (run-hooks 'window-configuration-change-hook)
  (symbol-name major-mode))

(defun step-findings (arguments)
  "Wait for as many findings as ARGUMENTS say; return them."
  (let ((count (alist-get 'count arguments)))
    (play-until (= count (length (play-seen 'archlsp-findings-backend))))
    (play-seen 'archlsp-findings-backend)))

(defun step-others (arguments)
  "Wait for a message of another backend of Flymake's; return all of its findings."
  (pcase-let* ((`(,name ,text) (play-args arguments 'backend 'text))
               (backend (intern name)))
    ;; Flymake's own timers wait for a user who rests, which no batch does.
    (play-until (flymake-start)
                (cl-some (lambda (one) (string-match-p (regexp-quote text) (alist-get 'message one)))
                         (play-seen backend)))
    (play-seen backend)))

(defun step-replace (arguments)
  "Replace a text by another one."
  (pcase-let ((`(,from ,to) (play-args arguments 'from 'to)))
    (play-find from)
    (delete-region (point) (+ (point) (length from)))
    (insert to)
    t))

(defun step-save (_arguments)
  "Save the buffer."
  (let ((inhibit-message t)) (save-buffer))
  t)

(defun step-text (_arguments)
  "Return the text of the buffer."
  (buffer-substring-no-properties (point-min) (point-max)))

(defun step-call (arguments)
  "Call a command at a text, as a user who answers its questions."
  (pcase-let ((`(,command ,at ,to ,answers) (play-args arguments 'command 'at 'to 'answers)))
    (setq play-answers (mapcar (lambda (pair) (cons (aref pair 0) (aref pair 1))) answers)
          play-asked nil)
    (when at
      (play-find at)
      (when to
        (transient-mark-mode 1)
        (push-mark (point) t t)
        (search-forward to)))
    (condition-case trouble
        (progn (call-interactively (intern command)) t)
      (user-error (error-message-string trouble)))))

(defun step-buffer (arguments)
  "Wait for a buffer of a name with a text in it; return its text."
  (pcase-let ((`(,name ,text) (play-args arguments 'name 'text)))
    (let ((buffer (play-until (play-buffer name text))))
      (when buffer
        (with-current-buffer buffer (buffer-substring-no-properties (point-min) (point-max)))))))

(defun play-buffer (name text)
  "Return the buffer whose name matches NAME, if it holds TEXT."
  (cl-find-if (lambda (buffer)
                (and (string-match-p name (buffer-name buffer))
                     (with-current-buffer buffer
                       (save-excursion (goto-char (point-min)) (search-forward (or text "") nil t)))))
              (buffer-list)))

(defun step-answer (arguments)
  "Watch the newest answer grow until it is in a state; return how long it was by and by, and its text."
  (let (lengths buffer)
    (play-until
     (setq buffer (cl-find-if (lambda (buffer) (buffer-local-value 'archlsp-answers--state buffer))
                              (buffer-list)))
     (when buffer
       (cl-pushnew (buffer-size buffer) lengths)
       (and (equal (alist-get 'state arguments) (buffer-local-value 'archlsp-answers--state buffer))
            (with-current-buffer buffer
              (string-match-p (regexp-quote (or (alist-get 'text arguments) "")) (buffer-string))))))
    (when buffer
      (set-buffer buffer)
      `((lengths . ,(vconcat (nreverse lengths)))
        (name . ,(buffer-name))
        (header . ,(archlsp-answers--header))
        (readonly . ,(if buffer-read-only t :false))
        (text . ,(substring-no-properties (buffer-string)))))))

(defun step-touch (arguments)
  "Make a file: whoever waits for it goes on."
  (write-region "" nil (alist-get 'file arguments) nil 'quiet)
  t)

(defun step-preview (_arguments)
  "Return what the user saw when asked whether to make a change."
  (prog1 (substring-no-properties play-before-eyes) (setq play-before-eyes nil)))

(defun step-exists (arguments)
  "Tell whether there is a file."
  (if (file-exists-p (alist-get 'file arguments)) t :false))

(defun step-follow (arguments)
  "Push the button of a text; return where that leads."
  (play-find (alist-get 'at arguments))
  (push-button (point))
  (set-buffer (window-buffer))
  `((file . ,buffer-file-name) (line . ,(line-number-at-pos))))

(defun step-said (arguments)
  "Wait for a message in the echo area."
  (let ((text (alist-get 'text arguments)))
    (and (play-until (with-current-buffer "*Messages*"
                       (save-excursion (goto-char (point-min)) (search-forward text nil t))))
         t)))

(defun step-kill-server (_arguments)
  "Kill the server's process; wait until another one is ready."
  (let* ((process (jsonrpc--process archlsp-connection--live))
         (before (process-id process)))
    (signal-process process 'SIGKILL)
    (and (play-until (and (archlsp-connection-ready-p)
                          (/= before (process-id (jsonrpc--process archlsp-connection--live)))))
         t)))

(defun step-restart (_arguments)
  "Restart the server; wait until it is ready."
  (archlsp-restart)
  (and (play-until (archlsp-connection-ready-p)) t))

(defun step-lighter (arguments)
  "Wait until the mode line holds a text; return the entry."
  (let ((text (alist-get 'text arguments)))
    (play-until (string-match-p (regexp-quote text) (archlsp-window-lighter)))
    (substring-no-properties (archlsp-window-lighter))))

(defun step-trouble (_arguments)
  "Return the errors among the messages and in the log of the protocol."
  (vconcat (play-lines "*Messages*" "[Ee]rror in \\|Internal error\\|[Ww]rong\\|No handler\\|^step ")
           (play-lines "*archlsp events*" ":error\\_>\\|\\[stderr\\].*Error")))

(defun play-lines (name regexp)
  "Return the lines of the buffer NAME that match REGEXP."
  (when (get-buffer name)
    (with-current-buffer name
      (seq-filter (lambda (line) (string-match-p regexp line))
                  (split-string (buffer-substring-no-properties (point-min) (point-max)) "\n")))))

(defun step-stop (_arguments)
  "Leave."
  (when (featurep 'archlsp) (archlsp-shutdown))
  t)

(defun play ()
  "Play the steps."
  (dolist (step (append (json-parse-string (getenv "STEPS") :object-type 'alist :null-object nil) nil))
    (let* ((name (aref step 0))
           (result (condition-case trouble
                       (funcall (intern (concat "step-" name)) (if (= 2 (length step)) (aref step 1)))
                     (error (message "step %s: %S" name trouble) (format "error: %S" trouble)))))
      (princ (concat (json-serialize `((step . ,name)
                                       (result . ,(or result :null))
                                       (seconds . ,(- (float-time) play-start)))) "\n")))))

(provide 'play)

(when (getenv "STEPS")
  (dolist (feature (split-string (or (getenv "PLAY") "")))
    (require (intern feature)))
  (set-language-environment "UTF-8")
  (play)
  (kill-emacs 0))
;;; play.el ends here
