// SPDX-FileCopyrightText: Ideogram Upscale contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Linked with one library of a folder and those that it may use, to see that it needs no other.
int main() {}
