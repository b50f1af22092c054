#pragma once

#include <optional>
#include <string>

#include "coalesce/document/view_state.hpp"
#include "view/image.hpp"

namespace coalesce {

struct Desk;
struct Frame;

/// An exported picture of a panel: its plots, its tree or its theorems laid out on one page, of any size, in either
/// theme.
struct PanelPicture {
    enum class Of { measurements, tree, theory };
    Of of = Of::measurements;
    std::string path;
    int width = 1600, height = 1200;
    Theme theme = Theme::dark;
};

/// Checks path and size. Throws InputError.
void validate(const PanelPicture& wanted);
/// Draws the page into an offscreen target. Call it outside of Dear ImGui's frames; leaves an unspecified framebuffer
/// bound. Throws RunError.
Image paint_panel(const Desk& desk, const Frame& frame, const PanelPicture& wanted);
/// Returns the page as PDF or SVG, by the ending of the path. Its size in points is the smallest of the picture's
/// proportions that holds 1200 by 900; a picture of less than half as many pixels has two points to each. Throws
/// RunError.
std::string vector_panel(const Desk& desk, const Frame& frame, const PanelPicture& wanted);

/// State of the dialogue of an exported picture.
struct PictureDialog {
    PanelPicture wanted;
    bool open = false;
    std::string proposal;   ///< proposed file name; a different one was typed
    std::string replacing;  ///< existing file whose replacement the user has confirmed
    std::string problem;
    std::optional<PanelPicture> due;  ///< picture to be drawn after the present frame
};
/// Opens the dialogue.
void ask_for_picture(Desk& desk, PanelPicture::Of of);
void draw_picture_dialog(Desk& desk);
/// Paints and writes PictureDialog::due, if set. A message names the file, or says why it failed.
void write_due_picture(Desk& desk, const Frame& frame);

}  // namespace coalesce
