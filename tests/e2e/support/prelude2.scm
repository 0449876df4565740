; SPDX-FileCopyrightText: Ideogram Upscale contributors
; SPDX-License-Identifier: GPL-3.0-or-later
; What differs in GIMP 2.10's procedures, under the names that prelude.scm and the tests use.

(define (drawable-width drawable) (car (gimp-drawable-width drawable)))
(define (drawable-height drawable) (car (gimp-drawable-height drawable)))
(define (drawable-offsets drawable) (gimp-drawable-offsets drawable))
(define (image-width image) (car (gimp-image-width image)))
(define (image-height image) (car (gimp-image-height image)))
(define (image-base-type image) (car (gimp-image-base-type image)))
(define (image-layers image) (vector->list (cadr (gimp-image-get-layers image))))
(define (all-images) (vector->list (cadr (gimp-image-list))))
(define (group-children group) (vector->list (cadr (gimp-item-get-children group))))
(define (parasite-names item) (cadr (gimp-item-get-parasite-list item)))
(define (image-parasite-names image) (cadr (gimp-image-get-parasite-list image)))
(define (make-layer image width height type name)
  (car (gimp-layer-new image width height type name 100 LAYER-MODE-NORMAL)))
(define (make-group image name)
  (let ((group (car (gimp-layer-group-new image))))
    (gimp-item-set-name group name)
    group))
(define (select-layer image layer) (gimp-image-set-active-layer image layer))
(define (load-image path) (car (gimp-file-load RUN-NONINTERACTIVE path path)))
(define (save-image image path)
  (gimp-file-save RUN-NONINTERACTIVE image (car (gimp-image-get-active-drawable image)) path path))
; hardly packed, which would take most of the time
(define (save-png image path)
  (file-png-save RUN-NONINTERACTIVE image (car (gimp-image-get-active-drawable image)) path path
                 0 1 0 0 0 0 0))

; The positional arguments with their defaults; a choice has its nicks. All others are options.
(define upscale-arguments
  '((prompt "") (num-images 1) (magic-prompt 0 "auto" "on" "off") (resemblance 50) (detail 50)
    (seed -1) (region 0 "layer" "selection")
    (placement 0 "grow-canvas" "fit" "scale-image" "new-image" "link") (keep-alpha 1) (protect-edges 0)
    (upload-format 0 "auto" "png" "webp" "jpeg") (engine 0 "ideogram" "local")))

(define (position-of text texts)
  (cond ((null? texts) 99)
        ((string=? text (car texts)) 0)
        (else (+ 1 (position-of text (cdr texts))))))

(define (argument-value argument given)
  (let ((entry (assq (car argument) given)))
    (cond ((not entry) (cadr argument))
          ((eq? (cdr entry) #t) 1)
          ((eq? (cdr entry) #f) 0)
          ((and (string? (cdr entry)) (pair? (cddr argument)))
           (position-of (cdr entry) (cddr argument)))
          (else (cdr entry)))))

; "name=value" of what is given and not positional; `options` itself is taken as it is
(define (option-text entry)
  (define (value-text value)
    (cond ((eq? value #t) "yes")
          ((eq? value #f) "no")
          ((number? value) (number->string value))
          (else (string-append "'" value "'"))))
  (string-append (symbol->string (car entry)) "=" (value-text (cdr entry)) " "))
(define (options-text given)
  (define (text-of entry)
    (cond ((eq? (car entry) 'options) (cdr entry))
          ((assq (car entry) upscale-arguments) "")
          (else (option-text entry))))
  (apply string-append (map text-of given)))
(define (all-options-text given) (apply string-append (map option-text given)))

(define (call-upscale mode image drawables given)
  (let ((result (apply plug-in-ideogram-upscale
                       (append (list mode image (car drawables))
                               (map (lambda (argument) (argument-value argument given))
                                    upscale-arguments)
                               (list (options-text given))))))
    ; after a cancel there is no array
    (and (pair? (cdr result)) (vector? (cadr result)) (vector->list (cadr result)))))

(define (recover-job job placement)
  (let ((result (plug-in-ideogram-upscale-recover
                  RUN-NONINTERACTIVE job
                  (position-of placement (cddr (assq 'placement upscale-arguments))))))
    (and (pair? (cdr result)) (vector? (cadr result)) (vector->list (cadr result)))))

; The numbers of files done, failed and skipped. `given` has the arguments by name.
(define (upscale-files files folder given)
  (define (value name default) (let ((entry (assq name given))) (if entry (cdr entry) default)))
  (define (is-other entry)
    (not (memq (car entry) '(name-pattern format overwrite report))))
  (define (filter wanted entries)
    (cond ((null? entries) '())
          ((wanted (car entries)) (cons (car entries) (filter wanted (cdr entries))))
          (else (filter wanted (cdr entries)))))
  (plug-in-ideogram-upscale-files
    RUN-NONINTERACTIVE
    (apply string-append (map (lambda (file) (string-append file "\n")) files))
    folder (value 'name-pattern "{name}-{factor}x") (value 'format "")
    (if (value 'overwrite #f) 1 0) (value 'report "")
    (all-options-text (filter is-other given))))

(define (recover-interactive) (plug-in-ideogram-upscale-recover RUN-INTERACTIVE "" 0))
(define (settings-interactive) (plug-in-ideogram-upscale-settings RUN-INTERACTIVE))

(define (make-path image name)
  (let ((path (car (gimp-vectors-new image name))))
    (gimp-image-insert-vectors image path 0 0)
    path))
(define (path-line path x1 y1 x2 y2)
  (let ((stroke (car (gimp-vectors-bezier-stroke-new-moveto path x1 y1))))
    (gimp-vectors-bezier-stroke-lineto path stroke x2 y2)))
(define (image-paths image) (vector->list (cadr (gimp-image-get-vectors image))))
(define (path-points path)
  (vector->list
    (caddr (gimp-vectors-stroke-get-points
             path (vector-ref (cadr (gimp-vectors-get-strokes path)) 0)))))
(define (image-channels image) (vector->list (cadr (gimp-image-get-channels image))))
(define (make-text image text size)
  (car (gimp-text-layer-new image text "DejaVu Sans" size UNIT-PIXEL)))
(define save-with-profile save-png)
