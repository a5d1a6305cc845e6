;;; archlsp-connection.el --- The archlsp server as Emacs talks to it -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; One server process for all projects, over the jsonrpc library that comes with Emacs.  It is started without
;; waiting for it; what is asked before it is ready is sent when it is.  A server that dies is started again,
;; but not for ever.

;;; Code:

(require 'cl-lib)
(require 'jsonrpc)
(require 'archlsp-messages)
(require 'archlsp-places)

(defcustom archlsp-command '("archlsp" "serve")
  "The program that is the server, and its arguments."
  :type '(repeat string)
  :group 'archlsp)

(defcustom archlsp-settings nil
  "Settings of archlsp as a property list, which is sent as JSON.
For example (:scope \"worktree\" :ai (:enabled \"off\"))."
  :type 'plist
  :group 'archlsp)

(defcustom archlsp-log-size 0
  "How many characters of the protocol are kept in the buffer *archlsp events*.
With 0 nothing is; nil means no limit."
  :type '(choice integer (const nil))
  :group 'archlsp)

(defvar archlsp-connection-ready-hook nil
  "Run when a server is ready, also after it was started again.")

(defvar archlsp-connection-lost-hook nil
  "Run when the server has stopped.")

(defvar archlsp-connection-roots-function #'ignore
  "Returns the folders of the projects that are open.")

(defvar archlsp-connection-handlers nil
  "Alist from a method, a symbol, to the function that takes its parameters.")

(defconst archlsp-connection--restarts 3)
(defconst archlsp-connection--period 180)
(defconst archlsp-connection--patience 60)

(defvar archlsp-connection--live nil)
(defvar archlsp-connection--ready nil)
(defvar archlsp-connection--waiting nil)
(defvar archlsp-connection--roots nil)
(defvar archlsp-connection--deaths nil)
(defvar archlsp-connection--leaving nil)

(defun archlsp-connection-ready-p ()
  "Tell whether the server answers."
  (and archlsp-connection--ready (archlsp-connection-running-p)))

(defun archlsp-connection-running-p ()
  "Tell whether there is a server process, ready or not."
  (and archlsp-connection--live (jsonrpc-running-p archlsp-connection--live)))

(defun archlsp-connection-start ()
  "Start the server if there is none; do not wait until it is ready."
  (unless (archlsp-connection-running-p)
    (let ((program (car archlsp-command)))
      (unless (executable-find program)
        (archlsp-messages-refuse 'no-program program)))
    (setq archlsp-connection--ready nil
          archlsp-connection--leaving nil
          archlsp-connection--roots (funcall archlsp-connection-roots-function)
          archlsp-connection--live (archlsp-connection--make))
    (add-hook 'kill-emacs-hook #'archlsp-connection-stop)
    (archlsp-connection--greet archlsp-connection--live)))

(defun archlsp-connection--make ()
  "Start the process and wrap it."
  (apply #'make-instance 'jsonrpc-process-connection
         :name "archlsp"
         :process #'archlsp-connection--process
         :request-dispatcher #'archlsp-connection--asked
         :notification-dispatcher #'archlsp-connection--told
         :on-shutdown #'archlsp-connection--lost
         (archlsp-connection--log-arguments)))

(defun archlsp-connection--log-arguments ()
  "Tell the size of the log in the way of this jsonrpc; 1.0.21 changed it."
  (if (memq '-events-buffer-config
            (mapcar #'eieio-slot-descriptor-name (eieio-class-slots 'jsonrpc-connection)))
      `(:events-buffer-config (:size ,archlsp-log-size :format full))
    `(:events-buffer-scrollback-size ,archlsp-log-size)))

(defun archlsp-connection--process ()
  "Make the process."
  (make-process :name "archlsp"
                :command archlsp-command
                :connection-type 'pipe
                :coding 'utf-8-emacs-unix
                :noquery t
                ;; jsonrpc finds the buffer by this name.
                :stderr (get-buffer-create "*archlsp stderr*")))

(defun archlsp-connection--greet (connection)
  "Introduce Emacs to the server behind CONNECTION."
  (jsonrpc-async-request
   connection :initialize
   (list :processId (emacs-pid)
         :clientInfo (list :name "Emacs" :version emacs-version)
         :rootUri nil
         :workspaceFolders (archlsp-connection--folders archlsp-connection--roots)
         :initializationOptions (archlsp-connection-options)
         :capabilities (archlsp-connection--capabilities))
   :timeout archlsp-connection--patience
   :success-fn (lambda (_answer) (archlsp-connection--begin connection))
   :error-fn (lambda (trouble) (archlsp-messages-tell 'failed (plist-get trouble :message)))
   :timeout-fn (lambda () (archlsp-messages-tell 'failed "timeout"))))

(defun archlsp-connection-options ()
  "Return the initializationOptions: the settings, and what we show ourselves."
  (append '(:status t :answers t)
          (when archlsp-language (list :language archlsp-language))
          archlsp-settings))

(defun archlsp-connection--folders (roots)
  "Return ROOTS as workspace folders."
  (vconcat (mapcar (lambda (root)
                     (list :uri (archlsp-places-uri (directory-file-name root))
                           :name (file-name-nondirectory (directory-file-name root))))
                   roots)))

(defun archlsp-connection--capabilities ()
  "What this client can do."
  (let ((nothing (make-hash-table)))
    (list
     :general (list :positionEncodings ["utf-32"])
     :window (list :workDoneProgress t :showDocument (list :support t) :showMessage nothing)
     :workspace (list :applyEdit t
                      :workspaceFolders t
                      :workspaceEdit (list :documentChanges t
                                           :resourceOperations ["create"]
                                           :changeAnnotationSupport nothing))
     :textDocument
     (list :synchronization (list :didSave t)
           :publishDiagnostics (list :versionSupport t :dataSupport t)
           :codeAction (list :codeActionLiteralSupport
                             (list :codeActionKind
                                   (list :valueSet ["quickfix" "source" "source.fixAll"]))
                             :isPreferredSupport t
                             :dataSupport t
                             :honorsChangeAnnotations t
                             :resolveSupport (list :properties ["edit"]))))))

(defun archlsp-connection--begin (connection)
  "The server behind CONNECTION has answered: send what has waited."
  (when (eq connection archlsp-connection--live)
    (jsonrpc-notify connection :initialized (make-hash-table))
    (setq archlsp-connection--ready t)
    (archlsp-connection--meet-folders)
    (run-hooks 'archlsp-connection-ready-hook)
    (let ((waiting (nreverse archlsp-connection--waiting)))
      (setq archlsp-connection--waiting nil)
      (mapc #'funcall waiting))))

(defun archlsp-connection-meet-folders ()
  "Tell the server of projects that were opened since."
  (when (archlsp-connection-ready-p)
    (archlsp-connection--meet-folders)))

(defun archlsp-connection--meet-folders ()
  "Send the folders that the server does not know yet."
  (let ((added (cl-set-difference (funcall archlsp-connection-roots-function)
                                  archlsp-connection--roots :test #'equal)))
    (when added
      (setq archlsp-connection--roots (append added archlsp-connection--roots))
      (archlsp-connection-notify
       :workspace/didChangeWorkspaceFolders
       (list :event (list :added (archlsp-connection--folders added) :removed []))))))

;;; Talking

(defun archlsp-connection-notify (method params)
  "Send the notification METHOD with PARAMS if the server is ready."
  (when (archlsp-connection-ready-p)
    (jsonrpc-notify archlsp-connection--live method params)))

(defun archlsp-connection-request (method params success failure)
  "Send the request METHOD with PARAMS as soon as the server is ready.
SUCCESS is called with the result, FAILURE with a sentence."
  (let ((ask (lambda ()
               (jsonrpc-async-request archlsp-connection--live method params
                                      :timeout nil
                                      :success-fn success
                                      :error-fn (lambda (trouble)
                                                  (funcall failure (plist-get trouble :message)))))))
    (cond ((archlsp-connection-ready-p) (funcall ask))
          ((archlsp-connection-running-p) (push ask archlsp-connection--waiting))
          (t (archlsp-messages-refuse 'not-running)))))

(defun archlsp-connection-ask (method params)
  "Send the request METHOD with PARAMS, wait for its result, and return it."
  (unless (archlsp-connection-ready-p)
    (archlsp-messages-refuse (if (archlsp-connection-running-p) 'starting 'not-running)))
  (condition-case trouble
      (jsonrpc-request archlsp-connection--live method params :timeout 10)
    (jsonrpc-error
     (user-error "archlsp: %s" (or (alist-get 'jsonrpc-error-message (cddr trouble))
                                   (error-message-string trouble))))))

(defun archlsp-connection--told (_connection method params)
  "Handle the notification METHOD with PARAMS."
  (let ((handler (alist-get method archlsp-connection-handlers)))
    (when handler (funcall handler params))))

(defun archlsp-connection--asked (_connection method params)
  "Answer the server's request METHOD with PARAMS."
  (let ((handler (alist-get method archlsp-connection-handlers)))
    (unless handler
      (jsonrpc-error :code -32601 :message "Method not found"))
    ;; A user who quits a question has answered it.
    (condition-case nil (funcall handler params) (quit nil))))

;;; Its end

(defun archlsp-connection--lost (connection)
  "The process of CONNECTION has ended: start another one unless that was meant."
  (when (eq connection archlsp-connection--live)
    (setq archlsp-connection--live nil
          archlsp-connection--ready nil
          archlsp-connection--waiting nil)
    (run-hooks 'archlsp-connection-lost-hook)
    (unless archlsp-connection--leaving
      (archlsp-connection--rise))))

(defun archlsp-connection--rise ()
  "Start the server again, unless it has died too often."
  (let ((now (float-time)))
    (push now archlsp-connection--deaths)
    (setq archlsp-connection--deaths
          (cl-remove-if (lambda (death) (> (- now death) archlsp-connection--period))
                        archlsp-connection--deaths)))
  (if (> (length archlsp-connection--deaths) archlsp-connection--restarts)
      (archlsp-messages-tell 'given-up)
    (archlsp-messages-tell 'restarting)
    (run-at-time 0.5 nil #'archlsp-connection-start)))

(defun archlsp-connection-forgive ()
  "Forget how often the server has died."
  (setq archlsp-connection--deaths nil))

(defun archlsp-connection-stop ()
  "Stop the server as the protocol wants it."
  (when (archlsp-connection-running-p)
    (let ((connection archlsp-connection--live))
      (setq archlsp-connection--leaving t)
      (ignore-errors (jsonrpc-request connection :shutdown nil :timeout 3))
      (ignore-errors (jsonrpc-notify connection :exit nil))
      (archlsp-connection--see-off connection)
      (jsonrpc-shutdown connection))))

(defun archlsp-connection--see-off (connection)
  "Give the process of CONNECTION a moment to leave by itself."
  (let ((end (+ (float-time) 2)))
    (while (and (jsonrpc-running-p connection) (< (float-time) end))
      (accept-process-output nil 0.02))))

(provide 'archlsp-connection)
;;; archlsp-connection.el ends here
