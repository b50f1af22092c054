#pragma once

#include <imgui.h>

#include <string>

#include "model/view_state.hpp"

struct ImPlotContext;

namespace coalesce {

/// The Dear ImGui and ImPlot contexts with Coalesce's fonts and themes, on the current GL context.
///
/// One family, Open Sans (tabular figures, Greek), with DejaVu Sans filling in mathematical symbols; 16 px at scale 1.
/// The desktop feeds it window events; pictures are made without a window between begin_offscreen and end_offscreen.
/// One made while another lives, outside that one's frames, is the current one until it is gone.
class Ui {
  public:
    Ui(Theme theme, float scale);
    ~Ui();
    Ui(const Ui&) = delete;
    Ui& operator=(const Ui&) = delete;

    /// @param scale  pixels per point: HiDPI, a projector, a 4K recording
    void set_appearance(Theme theme, float scale);
    Theme theme() const { return theme_; }
    float scale() const { return scale_; }

    /// A frame without a window: everything drawn until end_offscreen() lands in the bound framebuffer.
    void begin_offscreen(int width, int height);
    void end_offscreen();
    /// Ends one whose drawing is not wanted.
    void drop_offscreen();

  private:
    Theme theme_;
    float scale_;
    ImGuiContext* outer_ui_;  ///< current before; null: none
    ImPlotContext* outer_plots_;
    ImFont* outer_semibold_;
};

/// The second weight of the family, for titles and numbers that matter.
ImFont* semibold_font();

/// Colours that mean something everywhere: theory is always this red, measurement always this blue.
namespace palette {
ImVec4 theory(Theme theme);
ImVec4 measurement(Theme theme);
ImVec4 text(Theme theme);
ImVec4 faint_text(Theme theme);
ImVec4 warning(Theme theme);
/// Tint of a phase of the dynamics (observe/phases.hpp); a name that is not known has the last one's.
ImVec4 phase(const std::string& name, Theme theme);
}  // namespace palette

}  // namespace coalesce
