; SPDX-FileCopyrightText: Ideogram Upscale contributors
; SPDX-License-Identifier: GPL-3.0-or-later
; Scripts for common jobs, for GIMP 3; the same for GIMP 2.10 are in ../gimp2. Script-Fu loads all
; scripts into one interpreter, so every name begins with "ideogram-" or "script-fu-ideogram-".
; GIMP 3 calls a script by its name in Scheme where that is loaded, as in -b, so what it returns can be
; used there. From the procedure browser's side a script returns nothing.

(define ideogram-engines '("This computer (free)" "Ideogram (1min.ai, paid)"))
(define (ideogram-engine paid) (if (= paid 1) "ideogram" "local"))

; What the procedure may pay for. The engine on this computer costs nothing, so nothing limits it.
(define (ideogram-limit paid max-images) (if (= paid 1) max-images 0))

; Ends the script with a message. Unlike `error`, this is an error that ideogram-error-of can catch.
(define (ideogram-fail message) (*error-hook* message))

; The message of the error by which (thunk) ends, or #f.
(define (ideogram-error-of thunk)
  (let* ((previous *error-hook*)
         (message (call/cc (lambda (leave)
                             (set! *error-hook*
                                   (lambda parts
                                     (leave (apply string-append (map ideogram-text parts)))))
                             (thunk)
                             #f))))
    (set! *error-hook* previous)
    message))
(define (ideogram-text part)
  (cond ((string? part) part)
        ((number? part) (number->string part))
        (else "")))

; What the procedure returned; a run that was stopped returns nothing.
(define (ideogram-results answer) (if (pair? answer) answer (ideogram-fail "The upscale was stopped.")))

; --- every layer: the new layers, or with the placement "New images" these ---

; The layers of these items, also those inside groups.
(define (ideogram-layers items hidden-too)
  (apply append
         (map (lambda (item)
                (cond ((and (= hidden-too FALSE) (= (car (gimp-item-get-visible item)) FALSE)) '())
                      ((= (car (gimp-item-is-group item)) TRUE)
                       (ideogram-layers (vector->list (car (gimp-item-get-children item)))
                                        hidden-too))
                      (else (list item))))
              items)))

(define (script-fu-ideogram-upscale-layers image drawables prompt resemblance detail placement
                                           hidden-too paid max-images)
  (let ((layers (ideogram-layers (vector->list (car (gimp-image-get-layers image))) hidden-too)))
    (if (null? layers) (ideogram-fail "The image has no visible layer."))
    (let ((results (ideogram-results
                     (plug-in-ideogram-upscale
                       #:run-mode RUN-NONINTERACTIVE #:image image
                       #:drawables (list->vector layers)
                       #:prompt prompt #:resemblance resemblance #:detail detail
                       #:placement (vector-ref #("fit" "grow-canvas" "new-image" "scale-image")
                                               placement)
                       #:engine (ideogram-engine paid)
                       #:max-images (ideogram-limit paid max-images)))))
      (gimp-displays-flush)
      (if (= placement 2) (cadr results) (car results)))))

(script-fu-register-filter "script-fu-ideogram-upscale-layers"
  "Upscale _Every Layer (Ideogram)..."
  "Upscale every visible layer of the image, also those inside groups. Each layer is one image to pay for, unless it is done on this computer."
  "Ideogram Upscale contributors" "GPL-3.0-or-later" "2026" "*" SF-ONE-OR-MORE-DRAWABLE
  SF-STRING "Prompt" ""
  SF-ADJUSTMENT "Resemblance" '(50 0 100 1 10 0 0)
  SF-ADJUSTMENT "Detail" '(50 0 100 1 10 0 0)
  SF-OPTION "Placement" '("Fit the layer" "Grow the canvas" "New images" "Scale the image")
  SF-TOGGLE "Hidden layers, too" FALSE
  SF-OPTION "Upscale with" ideogram-engines
  SF-ADJUSTMENT "Most images to pay for (one for each layer)" '(1 1 10000 1 10 0 1))
(script-fu-menu-register "script-fu-ideogram-upscale-layers" "<Image>/Filters/Enhance")

; --- upscale and export ---

; Exports the image as it is and deletes the file, so that what cannot be exported fails before
; anything is paid.
(define (ideogram-try-export image path)
  (if (file-exists? path) (ideogram-fail (string-append "This file exists already: " path)))
  (let ((wrong (ideogram-error-of (lambda () (gimp-file-save RUN-NONINTERACTIVE image path)))))
    (if (file-exists? path) (file-delete path))
    (if wrong (ideogram-fail wrong))))

; The path itself, or one with a number if there is such a file by now: the upscale took time.
(define (ideogram-free-path path)
  (let* ((end (string-length path))
         (dot (let find ((i (- end 1)))
                (if (or (= i 0) (char=? (string-ref path i) #\.)) i (find (- i 1))))))
    (let next ((n 1) (free path))
      (if (file-exists? free)
          (next (+ n 1) (string-append (substring path 0 dot) "-" (number->string (+ n 1))
                                       (substring path dot end)))
          free))))

(define (script-fu-ideogram-upscale-export image drawables path pixels measure prompt resemblance
                                           detail paid max-images)
  (let* ((copy (car (gimp-image-duplicate image)))
         (visible #f)
         (result #f)
         (wrong
           (ideogram-error-of
             (lambda ()
               (gimp-image-undo-disable copy)
               (set! visible (car (gimp-image-merge-visible-layers copy CLIP-TO-IMAGE)))
               (gimp-layer-resize-to-image-size visible)
               (ideogram-try-export copy path)
               (let ((width (car (gimp-image-get-width copy)))
                     (height (car (gimp-image-get-height copy))))
                 (set! result
                   (vector-ref
                     (cadr (ideogram-results
                             (plug-in-ideogram-upscale
                               #:run-mode RUN-NONINTERACTIVE #:image copy #:drawables (vector visible)
                               #:prompt prompt #:resemblance resemblance #:detail detail
                               #:placement "new-image" #:target "longest-side"
                               #:target-value (if (= measure 0) (* pixels (/ (max width height) width)) pixels)
                               #:engine (ideogram-engine paid)
                               #:max-images (ideogram-limit paid max-images))))
                     0)))))))
    (gimp-image-delete copy)
    (if wrong (ideogram-fail wrong))
    (set! path (ideogram-free-path path))
    (gimp-file-save RUN-NONINTERACTIVE result path)
    (gimp-image-delete result)
    (gimp-message (string-append "Upscaled and exported to " path))))

(script-fu-register-filter "script-fu-ideogram-upscale-export"
  "Upscale an_d Export (Ideogram)..."
  "Upscale what the image shows to a number of pixels and export that. The image itself stays as it is."
  "Ideogram Upscale contributors" "GPL-3.0-or-later" "2026" "*" SF-ONE-OR-MORE-DRAWABLE
  SF-STRING "File to export to" ""
  SF-ADJUSTMENT "Pixels" '(3000 1 100000 1 100 0 1)
  SF-OPTION "Pixels are the" '("Width" "Longest side")
  SF-STRING "Prompt" ""
  SF-ADJUSTMENT "Resemblance" '(50 0 100 1 10 0 0)
  SF-ADJUSTMENT "Detail" '(50 0 100 1 10 0 0)
  SF-OPTION "Upscale with" ideogram-engines
  SF-ADJUSTMENT "Most images to pay for (one for each doubling)" '(1 1 10000 1 10 0 1))
(script-fu-menu-register "script-fu-ideogram-upscale-export" "<Image>/Filters/Enhance")

; --- a sheet of values: its image, if it is not exported ---

; The whole numbers from 0 to 100 in a text like "25 50 75".
(define (ideogram-values name text)
  (let* ((port (open-input-string (string-append text " ")))
         (values (let next ((value (read port)))
                   (if (eof-object? value) '() (cons value (next (read port)))))))
    (if (or (null? values)
            (memq #f (map (lambda (value) (and (integer? value) (<= 0 value 100))) values)))
        (ideogram-fail (string-append name " must be whole numbers from 0 to 100 with blanks between them.")))
    values))

; The part to show: (x y width height) of the layer in the image.
(define (ideogram-part image layer)
  (let* ((offsets (gimp-drawable-get-offsets layer))
         (selected (gimp-drawable-mask-intersect layer))
         (side (lambda (pixels) (min pixels 512)))
         (width (car (gimp-drawable-get-width layer)))
         (height (car (gimp-drawable-get-height layer))))
    (cond ((= (car (gimp-selection-is-empty image)) TRUE)
           (list (+ (car offsets) (quotient (- width (side width)) 2))
                 (+ (cadr offsets) (quotient (- height (side height)) 2))
                 (side width) (side height)))
          ((= (car selected) FALSE) (ideogram-fail "The selection does not touch the layer."))
          (else (list (+ (car offsets) (cadr selected)) (+ (cadr offsets) (caddr selected))
                      (cadddr selected) (list-ref selected 4))))))

; A new image of that part alone, with the profile and precision of the whole.
(define (ideogram-image-of-part image layer part)
  (let* ((copy (car (gimp-image-duplicate image)))
         (others (vector->list (car (gimp-image-get-layers copy))))
         (alone (car (gimp-layer-new-from-drawable layer copy))))
    (gimp-image-undo-disable copy)
    (gimp-selection-none copy)
    (gimp-image-insert-layer copy alone 0 0)
    (for-each (lambda (other) (gimp-image-remove-layer copy other)) others)
    (if (= (car (gimp-image-get-base-type copy)) INDEXED) (gimp-image-convert-rgb copy))
    (gimp-image-resize copy (caddr part) (cadddr part) (- (car part)) (- (cadr part)))
    (gimp-layer-resize-to-image-size alone)
    copy))

; A plain font, or else any. The one that is chosen in GIMP 3.0 may be none without a window.
(define (ideogram-font)
  (let ((sans (car (gimp-fonts-get-list "Sans")))
        (all (car (gimp-fonts-get-list ""))))
    (cond ((> (vector-length sans) 0) (vector-ref sans 0))
          ((> (vector-length all) 0) (vector-ref all 0))
          (else (ideogram-fail "GIMP has no font for the captions.")))))

; A layer with a text, outside of any image's stack.
(define (ideogram-caption image text size)
  (car (gimp-text-layer-new image text (ideogram-font) size UNIT-PIXEL)))

; Adds a layer on top of a group, in the middle of the width that begins at x.
(define (ideogram-put sheet group layer x width y)
  (gimp-image-insert-layer sheet layer group 0)
  (gimp-layer-set-offsets layer (+ x (quotient (- width (car (gimp-drawable-get-width layer))) 2))
                          y))

(define (ideogram-group sheet name)
  (let ((group (car (gimp-group-layer-new sheet name))))
    (gimp-image-insert-layer sheet group 0 0)
    group))

; Upscales the part, and returns it as a layer for the sheet.
(define (ideogram-cell part-image sheet prompt resemblance detail seed paid)
  (let* ((results (ideogram-results
                    (plug-in-ideogram-upscale
                      #:run-mode RUN-NONINTERACTIVE #:image part-image
                      #:drawables (car (gimp-image-get-layers part-image))
                      #:prompt prompt #:resemblance resemblance #:detail detail #:seed seed
                      #:placement "new-image" #:engine (ideogram-engine paid)
                      #:max-images (ideogram-limit paid 1))))
         (result (vector-ref (cadr results) 0))
         (cell (car (gimp-layer-new-from-drawable
                      (vector-ref (car (gimp-image-get-layers result)) 0) sheet))))
    (gimp-image-delete result)
    cell))

(define (script-fu-ideogram-upscale-sheet image drawables resemblances details prompt seed path
                                          paid max-images)
  (let* ((layer (vector-ref drawables 0))
         (rows (ideogram-values "Resemblance" resemblances))
         (columns (ideogram-values "Detail" details))
         (count (* (length rows) (length columns)))
         (part (ideogram-part image layer))
         (width (* 2 (caddr part)))
         (height (* 2 (cadddr part)))
         (text-size (max 10 (quotient width 16)))
         (gap text-size)
         (column-step (+ width gap))
         (row-step (+ height (* 2 text-size) gap))
         (part-image #f)
         (sheet #f)
         (failed '()))
    (if (and (= paid 1) (> count max-images))
        (ideogram-fail (string-append "This sheet needs " (number->string count)
                              " images, and each of them is paid for. Nothing was sent. If you want that, allow at least as many images to pay for.")))
    (gimp-context-push)
    (let ((wrong
            (ideogram-error-of
              (lambda ()
                (set! part-image (ideogram-image-of-part image layer part))
                (set! sheet (car (gimp-image-duplicate part-image)))
                (gimp-image-undo-disable sheet)
                (gimp-image-resize sheet (+ gap (* column-step (length columns)))
                                   (+ gap (* row-step (length rows))) 0 0)
                (let ((paper (vector-ref (car (gimp-image-get-layers sheet)) 0)))
                  (gimp-item-set-name paper "Paper")
                  (gimp-layer-set-opacity paper 100)
                  (gimp-layer-set-mode paper LAYER-MODE-NORMAL)
                  (gimp-item-set-visible paper TRUE)
                  (gimp-layer-resize-to-image-size paper)
                  (gimp-drawable-fill paper FILL-WHITE))
                (gimp-context-set-foreground '(0 0 0))
                ; a missing font is an error before anything is paid
                (gimp-item-delete (ideogram-caption sheet "R D" text-size))
                (if (not (string=? path "")) (ideogram-try-export sheet path))
                (let ((group (ideogram-group sheet "Sheet of values")))
                  (do ((row 0 (+ row 1)) (rows rows (cdr rows))) ((null? rows))
                    (do ((column 0 (+ column 1)) (columns columns (cdr columns))) ((null? columns))
                      (let* ((x (+ gap (* column column-step)))
                             (y (+ gap (* row row-step)))
                             (name (string-append "R" (number->string (car rows))
                                                  " D" (number->string (car columns))))
                             (message
                               (ideogram-error-of
                                 (lambda ()
                                   (let ((cell (ideogram-cell part-image sheet prompt (car rows)
                                                              (car columns) seed paid)))
                                     (gimp-item-set-name cell name)
                                     (ideogram-put sheet group cell x width y)
                                     (gimp-layer-scale cell width height FALSE)
                                     (gimp-layer-set-offsets cell x y))))))
                        (if message (set! failed (cons (string-append name ": " message) failed)))
                        (ideogram-put sheet group
                                      (ideogram-caption sheet
                                        (if message (string-append name " failed") name) text-size)
                                      x width (+ y height (quotient text-size 4)))))))))))
      (gimp-context-pop)
      (if part-image (gimp-image-delete part-image))
      (if (and sheet (or wrong (= (length failed) count)))
          (gimp-image-delete sheet))
      (if wrong (ideogram-fail wrong))
      (if (= (length failed) count) (ideogram-fail (car (reverse failed)))))
    (gimp-image-undo-enable sheet)
    (if (string=? path "")
        ; without a window the sheet stays open for the script that called this one
        (ideogram-error-of (lambda () (gimp-display-new sheet)))
        (begin (gimp-file-save RUN-NONINTERACTIVE sheet (ideogram-free-path path))
               (gimp-image-delete sheet)))
    (if (not (null? failed))
        (gimp-message (string-append "Missing on the sheet: " (car (reverse failed)))))
    (if (string=? path "") sheet)))

(script-fu-register-filter "script-fu-ideogram-upscale-sheet"
  "Upscale: Sheet of _Values (Ideogram)..."
  "Upscale the selected part (else the middle) of the layer once for each resemblance and detail, and show all on one sheet. Each is one image to pay for, unless it is done on this computer."
  "Ideogram Upscale contributors" "GPL-3.0-or-later" "2026" "*" SF-ONE-OR-MORE-DRAWABLE
  SF-STRING "Resemblance values" "25 50 75"
  SF-STRING "Detail values" "25 50 75"
  SF-STRING "Prompt" ""
  SF-ADJUSTMENT "Seed of all (-1: any)" '(1 -1 2147483647 1 10 0 1)
  SF-STRING "File to export to (empty: new image)" ""
  SF-OPTION "Upscale with" ideogram-engines
  SF-ADJUSTMENT "Most images to pay for (resemblances times details)" '(1 1 10000 1 10 0 1))
(script-fu-menu-register "script-fu-ideogram-upscale-sheet" "<Image>/Filters/Enhance")
