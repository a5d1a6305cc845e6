;;; archlsp-commands.el --- What archlsp can be asked to do -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; The interactive commands.  They go to the server of this package, or to lsp-mode's where that runs it.

;;; Code:

(require 'cl-lib)
(require 'archlsp-answers)
(require 'archlsp-connection)
(require 'archlsp-documents)
(require 'archlsp-edits)
(require 'archlsp-findings)
(require 'archlsp-messages)
(require 'archlsp-places)

(defvar archlsp-commands-transport
  (list :request #'archlsp-connection-request
        :uri #'archlsp-documents-uri
        :flush #'archlsp-documents-flush
        :findings #'archlsp-findings-between)
  "The functions by which commands reach the server and know the buffer.")

(defvar archlsp-commands--questions nil
  "The questions of this session, newest first.")

(defun archlsp-commands--call (part &rest arguments)
  "Call the function PART of the transport with ARGUMENTS."
  (apply (plist-get archlsp-commands-transport part) arguments))

(defun archlsp-commands--execute (command arguments &optional success)
  "Have the server run COMMAND with ARGUMENTS, a property list.
SUCCESS takes what it returns."
  (archlsp-commands--call :flush)
  (archlsp-commands--call
   :request :workspace/executeCommand
   (list :command (concat "archlsp." command)
         :arguments (if arguments (vector arguments) []))
   (or success #'ignore)
   (lambda (sentence) (message "archlsp: %s" sentence))))

(defun archlsp-commands--uri ()
  "Return the URI of the current buffer; it must be one that is looked at."
  (or (archlsp-commands--call :uri) (archlsp-messages-refuse 'not-managed)))

(defun archlsp-commands--here ()
  "Return the argument that names the current buffer, nil if it is not watched."
  (let ((uri (archlsp-commands--call :uri)))
    (when uri (list :uri uri))))

(defun archlsp-commands--lines (begin end)
  "Return the arguments that name the lines from BEGIN to END."
  (list :startLine (1- (line-number-at-pos begin t))
        ;; A region that ends before the first character of a line does not hold that line.
        :endLine (1- (line-number-at-pos (if (> end begin) (1- end) end) t))))

(defun archlsp-commands--focus ()
  "Return the arguments that name the region, else the buffer."
  (let ((here (archlsp-commands--here)))
    (if (and here (use-region-p))
        (append here (archlsp-commands--lines (region-beginning) (region-end)))
      here)))

(defun archlsp-commands--choose (prompt items)
  "Ask with the sentence PROMPT for one of ITEMS, an alist from text to value.
Return the value; a single item is not asked about."
  (if (cdr items)
      (cdr (assoc (completing-read (archlsp-messages-say prompt) (mapcar #'car items) nil t) items))
    (cdar items)))

(defun archlsp-commands--value (answer key)
  "Return KEY of ANSWER, nil for false."
  (let ((value (plist-get answer key)))
    (unless (eq value :json-false) value)))

;;; Questions

(defun archlsp-commands--read (prompt)
  "Read a question with the sentence PROMPT."
  (read-string (archlsp-messages-say prompt) nil 'archlsp-commands--questions))

(defun archlsp-commands--ask (command arguments)
  "Ask COMMAND with ARGUMENTS, and have the answer shown."
  (archlsp-messages-tell 'asking)
  (archlsp-commands--page command arguments))

(defun archlsp-commands--page (command arguments)
  "Run COMMAND with ARGUMENTS; show the page unless the server did."
  (archlsp-commands--execute
   command arguments
   (lambda (answer)
     (let ((text (archlsp-commands--value answer :markdown)))
       (when (and text (plist-member answer :shown) (not (archlsp-commands--value answer :shown)))
         (archlsp-answers-page command text))))))

;;;###autoload
(defun archlsp-design (question)
  "Ask the architect QUESTION about the design; an active region is its focus."
  (interactive (list (archlsp-commands--read 'question)))
  (archlsp-commands--project)
  (archlsp-commands--ask "design" (append (list :question question) (archlsp-commands--focus))))

(defun archlsp-follow-up (question)
  "Ask QUESTION about the answer in this buffer, else about the newest one."
  (interactive (list (archlsp-commands--read 'follow-up)))
  (archlsp-commands--project)
  (archlsp-commands--ask "designFollowUp" (append (list :question question) (archlsp-commands--answer))))

(defun archlsp-commands--answer ()
  "Return the argument that names the answer in this buffer.
Elsewhere the server takes the newest one."
  (or (archlsp-answers-arguments) (archlsp-commands--here)))

(defun archlsp-commands--project ()
  "Remember the project of the current buffer, for the answers to come."
  (setq archlsp-answers-folder
        (or (plist-get (archlsp-answers-arguments) :uri)
            (and (archlsp-commands--call :uri)
                 (archlsp-places-uri (directory-file-name (archlsp-places-root default-directory)))))))

(defun archlsp-open-answer ()
  "Choose one of the answers that were given before, and show it."
  (interactive)
  (archlsp-commands--project)
  (archlsp-commands--execute "designs" (archlsp-commands--here) #'archlsp-commands--offer-answers))

(defun archlsp-commands--offer-answers (answer)
  "Let the user choose among the answers that ANSWER lists."
  (let ((listed (mapcar (lambda (design)
                          (cons (format "%s  (%s)" (plist-get design :title) (plist-get design :asked))
                                (plist-get design :id)))
                        (plist-get answer :designs))))
    (if listed
        ;; Not within the process filter: the user may take a while.
        (run-at-time 0 nil #'archlsp-commands--open-one listed)
      (archlsp-messages-tell 'no-answers))))

(defun archlsp-commands--open-one (listed)
  "Let the user choose among the answers LISTED, and show that one."
  (let ((id (archlsp-commands--choose 'choose-answer listed)))
    (unless (archlsp-answers-show id)
      (archlsp-commands--execute
       "openDesign"
       (append (list :id id) (when archlsp-answers-folder (list :uri archlsp-answers-folder)))))))

(defun archlsp-save-as-adr ()
  "Save the answer in this buffer, else the newest one, as a decision record."
  (interactive)
  (archlsp-commands--execute
   "saveAsAdr" (archlsp-commands--answer)
   (lambda (answer)
     (if (archlsp-commands--value answer :applied)
         (archlsp-messages-tell 'saved-as (plist-get answer :path))
       (archlsp-messages-tell 'not-applied)))))

(defun archlsp-implement ()
  "Have the answer in this buffer, else the newest one, written as code."
  (interactive)
  (archlsp-messages-tell 'asking)
  (archlsp-commands--execute "implement" (archlsp-commands--answer) #'archlsp-commands--tell-applied))

(defun archlsp-commands--tell-applied (answer)
  "Tell whether the change of ANSWER was made."
  (archlsp-messages-tell (if (archlsp-commands--value answer :applied) 'applied 'not-applied)))

;;; Reviews

(defun archlsp-review-file ()
  "Review what is new in this file now."
  (interactive)
  (archlsp-commands--review "reviewFile" (list :uri (archlsp-commands--uri))))

(defun archlsp-review-changes ()
  "Review every recent change of this project now."
  (interactive)
  (archlsp-commands--review "reviewChanges" nil))

(defun archlsp-review-repository ()
  "Review every file of this project.
`archlsp-findings-list' then shows what was found."
  (interactive)
  (archlsp-commands--review "reviewRepository" nil))

(defun archlsp-review-selection (begin end)
  "Review the lines from BEGIN to END, recent or not."
  (interactive "r")
  (archlsp-commands--review
   "reviewSelection" (append (list :uri (archlsp-commands--uri)) (archlsp-commands--lines begin end))))

(defun archlsp-improve (begin end)
  "Have better code proposed for the lines from BEGIN to END.
The proposals are findings with fixes."
  (interactive "r")
  (archlsp-commands--review
   "improve" (append (list :uri (archlsp-commands--uri)) (archlsp-commands--lines begin end))))

(defun archlsp-commands--review (command arguments)
  "Run the review COMMAND with ARGUMENTS, and tell how much was found."
  (archlsp-commands--execute
   command arguments
   (lambda (answer)
     (let ((count (plist-get answer :findings)))
       (when (numberp count) (archlsp-messages-tell 'reviewed count))))))

;;; Findings

(defun archlsp-commands--finding ()
  "Return the finding at point or in the region; the user chooses among several."
  (let ((found (archlsp-commands--call :findings
                                       (if (use-region-p) (region-beginning) (point))
                                       (if (use-region-p) (region-end) (point)))))
    (unless found (archlsp-messages-refuse 'no-finding))
    (archlsp-commands--choose 'choose-finding
                              (mapcar (lambda (one) (cons (archlsp-findings-text one) one)) found))))

(defun archlsp-commands--of-finding ()
  "Return the arguments that name the finding at point."
  (let ((finding (archlsp-commands--finding)))
    (list :uri (archlsp-commands--uri)
          :identity (plist-get (plist-get finding :data) :identity))))

(defun archlsp-dismiss (kind reason)
  "Do not show the finding at point any more.
KIND says how far that reaches; REASON may be empty."
  (interactive
   (list (archlsp-commands--choose
          'dismiss-kind
          (mapcar (lambda (kind) (cons (archlsp-messages-say (intern (concat "dismiss-" kind))) kind))
                  '("here" "rule-in-file" "false-positive")))
         (read-string (archlsp-messages-say 'dismiss-reason))))
  (archlsp-commands--execute
   "dismiss" (append (archlsp-commands--of-finding) (list :kind kind :reason reason))
   (lambda (answer)
     (when (archlsp-commands--value answer :dismissed) (archlsp-messages-tell 'dismissed)))))

(defun archlsp-restore ()
  "Show again what was dismissed in this file."
  (interactive)
  (archlsp-commands--execute
   "restore" (list :uri (archlsp-commands--uri))
   (lambda (answer) (archlsp-messages-tell 'restored (plist-get answer :restored)))))

(defun archlsp-deepen ()
  "Have the finding at point explained in depth by the AI."
  (interactive)
  (archlsp-commands--ask "deepen" (archlsp-commands--of-finding)))

(defun archlsp-suggest-fix ()
  "Have a fix for the finding at point written by the AI."
  (interactive)
  (archlsp-messages-tell 'asking)
  (archlsp-commands--execute "suggestFix" (archlsp-commands--of-finding) #'archlsp-commands--tell-applied))

(defun archlsp-write-test ()
  "Have a test for the finding at point written by the AI."
  (interactive)
  (archlsp-messages-tell 'asking)
  (archlsp-commands--execute "writeTest" (archlsp-commands--of-finding) #'archlsp-commands--tell-applied))

(defun archlsp-explain (rule)
  "Show the page of RULE, by default that of the finding at point."
  (interactive
   (let* ((found (archlsp-commands--call :findings (point) (point)))
          (rule (plist-get (car found) :code)))
     (list (if (and rule (not current-prefix-arg))
               (plist-get (archlsp-commands--finding) :code)
             (read-string (archlsp-messages-say 'rule) rule)))))
  (archlsp-commands--page "explain" (append (list :rule rule) (archlsp-commands--here))))

;;; How things stand

(defun archlsp-show-status ()
  "Tell how things stand."
  (interactive)
  (archlsp-commands--execute "showStatus" (archlsp-commands--here)))

(defun archlsp-show-spend ()
  "Show what the AI has cost."
  (interactive)
  (archlsp-commands--page "showSpend" nil))

(defun archlsp-show-payload ()
  "Show what exactly would be sent about this file."
  (interactive)
  (archlsp-commands--page "showPayload" (list :uri (archlsp-commands--uri))))

(defun archlsp-show-map ()
  "Show the map of the back end: endpoints, models, queries, topics."
  (interactive)
  (archlsp-commands--page "showMap" (archlsp-commands--here)))

(defun archlsp-enable-ai ()
  "Ask for consent to send code to the AI's endpoint."
  (interactive)
  (archlsp-commands--execute "enableAi" nil))

(defun archlsp-disable-ai ()
  "Send nothing to the AI's endpoint any more."
  (interactive)
  (archlsp-commands--execute "disableAi" nil))

(defun archlsp-cancel ()
  "Stop what the AI is asked."
  (interactive)
  (archlsp-commands--execute
   "cancel" nil
   (lambda (answer) (archlsp-messages-tell 'cancelled (or (plist-get answer :cancelled) 0)))))

;;;###autoload
(defun archlsp-doctor ()
  "Tell what works here, what does not, and what to do."
  (interactive)
  (let ((program (car archlsp-command)))
    (unless (executable-find program)
      (archlsp-messages-refuse 'no-program program))
    (let ((compilation-ask-about-save nil)
          (arguments (append (remove "serve" archlsp-command) '("doctor")
                             (when archlsp-language (list "--language" archlsp-language)))))
      (compilation-start (mapconcat #'shell-quote-argument arguments " ") nil
                         (lambda (_mode) "*archlsp doctor*")))))

(provide 'archlsp-commands)
;;; archlsp-commands.el ends here
