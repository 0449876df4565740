; SPDX-FileCopyrightText: Ideogram Upscale contributors
; SPDX-License-Identifier: GPL-3.0-or-later
; The words the tests are written in, the same for every GIMP. Loaded after prelude2 or prelude3 and
; after `report` was opened: reports are lines `@@<kind> <fields>`, read by harness.py.

(define (say . things)
  (for-each (lambda (thing) (display thing report)) things)
  (newline report))

(define (say-list kind things)
  (say "@@" kind (apply string-append
                        (map (lambda (thing) (string-append " " (number->string thing))) things))))

; seconds since the start of the script, to the microsecond
(define start-time (gettimeofday))
(define (now)
  (let ((time (gettimeofday)))
    (+ (- (car time) (car start-time)) (/ (- (cadr time) (cadr start-time)) 1000000.0))))

; Until there is such a file.
(define (wait-for path) (if (not (file-exists? path)) (begin (usleep 20000) (wait-for path))))

; --- the procedure ---

(define (upscale image drawable given)
  (call-upscale RUN-NONINTERACTIVE image (list drawable) given))
(define (upscale-layers image drawables given)
  (call-upscale RUN-NONINTERACTIVE image drawables given))
(define (upscale-again image drawable)
  (call-upscale RUN-WITH-LAST-VALS image (list drawable) '()))
(define (upscale-interactive image drawable)
  (call-upscale RUN-INTERACTIVE image (list drawable) '()))

; Reports how (thunk) ends: `@@outcome <name> ok` or `@@outcome <name> error <message>`;
; returns its value, or '() after an error.
(define (attempt name thunk)
  (let* ((previous *error-hook*)
         (message #f)
         (value (call/cc (lambda (leave)
                           (set! *error-hook* (lambda texts (set! message texts) (leave '())))
                           (thunk)))))
    (set! *error-hook* previous)
    (if message
        (say "@@outcome " name " error " message)
        (say "@@outcome " name (if value " ok" " cancel")))
    (if value value '())))

(define (upscale-error name image drawable given)
  (attempt name (lambda () (upscale image drawable given))))

; --- images ---

; A flat image of one layer "Photo" from a file, or with `around` = (width height x y) an image of
; that size with the photo as a layer at (x, y) above a plain background "Below".
(define (photo path) (prepare-photo (load-image path)))
(define (prepare-photo image)
  (gimp-item-set-name (car (image-layers image)) "Photo")
  image)
(define (photo-on path width height x y)
  (let* ((image (photo path))
         (below (make-layer image width height RGB-IMAGE "Below")))
    (gimp-image-resize image width height x y)
    (gimp-context-set-foreground '(40 80 120))
    (gimp-drawable-fill below FILL-FOREGROUND)
    (gimp-image-insert-layer image below 0 1)
    (select-layer image (car (image-layers image)))
    image))
(define (first-layer image) (car (image-layers image)))

; The layer's raw pixels as an 8-bit RGB(A) file: no mask, opacity or mode.
(define (save-layer layer path)
  (let* ((image (car (gimp-image-new (drawable-width layer) (drawable-height layer) RGB)))
         (copy (car (gimp-layer-new-from-drawable layer image))))
    (gimp-image-undo-disable image)
    (gimp-image-insert-layer image copy 0 0)
    (if (>= (car (gimp-layer-get-mask copy)) 0) (gimp-layer-remove-mask copy MASK-DISCARD))
    (gimp-layer-set-offsets copy 0 0)
    (gimp-layer-set-opacity copy 100)
    (gimp-layer-set-mode copy LAYER-MODE-NORMAL)
    (gimp-item-set-visible copy TRUE)
    (save-png image path)
    (gimp-image-delete image)))

(define (dump-layer layer)
  (say "@@layer " layer " " (car (gimp-item-get-parent layer)) " "
       (drawable-width layer) " " (drawable-height layer) " "
       (car (drawable-offsets layer)) " " (cadr (drawable-offsets layer)) " "
       (car (gimp-item-get-visible layer)) " " (car (gimp-layer-get-opacity layer)) " "
       (car (gimp-layer-get-mode layer)) " " (car (gimp-layer-get-mask layer)) " "
       (car (gimp-drawable-has-alpha layer)) " " (car (gimp-item-is-group layer)) " "
       (car (gimp-item-get-name layer)))
  (for-each (lambda (name)
              (say "@@parasite " layer " " name " "
                   (caddr (car (gimp-item-get-parasite layer name)))))
            (parasite-names layer))
  (if (= (car (gimp-item-is-group layer)) TRUE)
      (for-each dump-layer (group-children layer))))

; Reports everything about an image but its pixels, under a name.
(define (dump-image name image)
  (say "@@image " name " " image " " (image-width image) " " (image-height image) " "
       (image-base-type image) " " (car (gimp-image-get-precision image)) " "
       (car (gimp-image-get-resolution image)) " " (cadr (gimp-image-get-resolution image)))
  (for-each dump-layer (image-layers image)))

; An image of one transparent layer "Blank" of this size.
(define (blank width height)
  (let* ((image (car (gimp-image-new width height RGB)))
         (layer (make-layer image width height RGBA-IMAGE "Blank")))
    (gimp-image-insert-layer image layer 0 0)
    (select-layer image layer)
    image))

; A layer of one colour on top of `parent` (0: of the image).
(define (flat-layer image parent name colour x y width height)
  (let ((layer (make-layer image width height RGBA-IMAGE name)))
    (gimp-image-insert-layer image layer parent 0)
    (gimp-layer-set-offsets layer x y)
    (gimp-selection-none image)
    (gimp-context-set-foreground colour)
    (gimp-drawable-edit-fill layer FILL-FOREGROUND)
    layer))

; The picture that the image shows, in 8 bits of its own colour space (the profile goes along).
(define (save-flat image path)
  (let ((copy (car (gimp-image-duplicate image))))
    (gimp-image-undo-disable copy)
    (if (not (= (car (gimp-image-get-precision copy)) 150))
        (gimp-image-convert-precision copy 150))
    (gimp-image-flatten copy)
    (save-with-profile copy path)
    (gimp-image-delete copy)))

; The selection's strength over the canvas, as the alpha of a file.
(define (save-selection image path)
  (let ((layer (make-layer image (image-width image) (image-height image) RGBA-IMAGE "Selection")))
    (gimp-image-insert-layer image layer 0 0)
    (gimp-drawable-edit-fill layer FILL-WHITE)
    (save-layer layer path)
    (gimp-image-remove-layer image layer)))
(define (save-mask image mask path)
  (gimp-image-select-item image CHANNEL-OP-REPLACE mask)
  (save-selection image path))
