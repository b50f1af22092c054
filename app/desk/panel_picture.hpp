#pragma once

#include <optional>
#include <string>

#include "model/view_state.hpp"
#include "view/image.hpp"

namespace coalesce {

struct Desk;
struct Frame;

/// A picture of a panel, drawn for the purpose: every plot of it laid out in full, of any size and in either theme.
struct PanelPicture {
    enum class Of { measurements, tree, theory };
    Of of = Of::measurements;
    std::string path;
    int width = 1600, height = 1200;
    Theme theme = Theme::dark;
};

/// Checks path and size. Throws InputError.
void validate(const PanelPicture& wanted);
/// Draws it off-screen, outside of the desktop's own frames; which framebuffer is bound afterwards is not said.
/// Throws RunError.
Image paint_panel(const Desk& desk, const Frame& frame, const PanelPicture& wanted);

/// State of the dialogue that asks for one.
struct PictureDialog {
    PanelPicture wanted;
    bool open = false;
    std::string proposal;   ///< of a file name; what differs from it was typed
    std::string replacing;  ///< the file that may be replaced, which was asked
    std::string problem;
    std::optional<PanelPicture> due;  ///< drawn after the present frame
};
/// Opens the dialogue.
void ask_for_picture(Desk& desk, PanelPicture::Of of);
void draw_picture_dialog(Desk& desk);
/// Paints and writes what is due. A message says where it is, or why not.
void write_due_picture(Desk& desk, const Frame& frame);

}  // namespace coalesce
