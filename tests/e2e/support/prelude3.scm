; SPDX-FileCopyrightText: Ideogram Upscale contributors
; SPDX-License-Identifier: GPL-3.0-or-later
; What differs in GIMP 3's procedures, under the names that prelude.scm and the tests use.

(define (drawable-width drawable) (car (gimp-drawable-get-width drawable)))
(define (drawable-height drawable) (car (gimp-drawable-get-height drawable)))
(define (drawable-offsets drawable) (gimp-drawable-get-offsets drawable))
(define (image-width image) (car (gimp-image-get-width image)))
(define (image-height image) (car (gimp-image-get-height image)))
(define (image-base-type image) (car (gimp-image-get-base-type image)))
(define (image-layers image) (vector->list (car (gimp-image-get-layers image))))
(define (all-images) (vector->list (car (gimp-get-images))))
(define (group-children group) (vector->list (car (gimp-item-get-children group))))
(define (parasite-names item) (car (gimp-item-get-parasite-list item)))
(define (image-parasite-names image) (car (gimp-image-get-parasite-list image)))
(define (make-layer image width height type name)
  (car (gimp-layer-new image name width height type 100 LAYER-MODE-NORMAL)))
(define (make-group image name) (car (gimp-group-layer-new image name)))
(define (select-layer image layer) (gimp-image-set-selected-layers image (vector layer)))
(define (load-image path) (car (gimp-file-load RUN-NONINTERACTIVE path)))
(define (save-image image path) (gimp-file-save RUN-NONINTERACTIVE image path))

; the reader needs something behind the name
(define (keyword name) (read (open-input-string (string-append "#:" name " "))))

; hardly packed, which would take most of the time
(define (save-png image path . more)
  (apply file-png-export
         (append (list (keyword "run-mode") RUN-NONINTERACTIVE (keyword "image") image
                       (keyword "file") path (keyword "compression") 1
                       (keyword "include-thumbnail") FALSE)
                 more)))

; Script-Fu takes no #t and #f for a procedure's yes and no.
(define (plain-value value)
  (cond ((eq? value #t) TRUE)
        ((eq? value #f) FALSE)
        (else value)))

(define (call-upscale mode image drawables given)
  (let ((result
          (apply plug-in-ideogram-upscale
                 (append
                   (list (keyword "run-mode") mode (keyword "image") image
                         (keyword "drawables") (list->vector drawables))
                   (apply append
                          (map (lambda (entry)
                                 (list (keyword (symbol->string (car entry)))
                                       (plain-value (cdr entry))))
                               given))))))
    ; after a cancel there are no arrays
    (and (pair? result)
         (vector? (car result))
         (append (vector->list (car result)) (vector->list (cadr result))))))

(define (recover-job job placement)
  (let ((result (plug-in-ideogram-upscale-recover
                  (keyword "run-mode") RUN-NONINTERACTIVE (keyword "job") job
                  (keyword "placement") placement)))
    (and (pair? result)
         (vector? (car result))
         (append (vector->list (car result)) (vector->list (cadr result))))))

; The numbers of files done, failed and skipped. `given` has the arguments by name.
(define (upscale-files files folder given)
  (apply plug-in-ideogram-upscale-files
         (append
           (list (keyword "files") files (keyword "output-folder") folder)
           (apply append
                  (map (lambda (entry)
                         (list (keyword (symbol->string (car entry))) (plain-value (cdr entry))))
                       given)))))

(define (recover-interactive)
  (plug-in-ideogram-upscale-recover (keyword "run-mode") RUN-INTERACTIVE))
(define (settings-interactive)
  (plug-in-ideogram-upscale-settings (keyword "run-mode") RUN-INTERACTIVE))

(define (make-path image name)
  (let ((path (car (gimp-path-new image name))))
    (gimp-image-insert-path image path 0 0)
    path))
(define (path-line path x1 y1 x2 y2)
  (let ((stroke (car (gimp-path-bezier-stroke-new-moveto path x1 y1))))
    (gimp-path-bezier-stroke-lineto path stroke x2 y2)))
(define (image-paths image) (vector->list (car (gimp-image-get-paths image))))
(define (path-points path)
  (vector->list
    (cadr (gimp-path-stroke-get-points path (vector-ref (car (gimp-path-get-strokes path)) 0)))))
(define (image-channels image) (vector->list (car (gimp-image-get-channels image))))
(define (make-text image text size)
  (let ((fonts (car (gimp-fonts-get-list "DejaVu Sans"))))
    (car (gimp-text-layer-new image text (vector-ref fonts 0) size UNIT-PIXEL))))
(define (save-with-profile image path)
  (save-png image path (keyword "include-color-profile") TRUE))
