// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Linked with the library of one folder and those that it may use, which proves that it needs no
// other.
int main() {}
