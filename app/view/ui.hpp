#pragma once

#include <imgui.h>

#include <string>

#include "chart/chart.hpp"
#include "chart/colour.hpp"
#include "chart/imgui_surface.hpp"
#include "coalesce/document/view_state.hpp"

struct ImPlotContext;

namespace coalesce {

/// The Dear ImGui and ImPlot contexts with Coalesce's fonts and themes, on the current GL context.
///
/// The font is Open Sans (tabular figures, Greek) with mathematical symbols of DejaVu Sans, 16 px at scale 1; formulas
/// have a font of their own (formula/math_font.hpp). The desktop feeds window events; pictures without a window are
/// drawn between begin_offscreen and end_offscreen. A second Ui, created outside of the first one's frames, is current
/// until it is destroyed.
class Ui {
  public:
    Ui(Theme theme, float scale);
    ~Ui();
    Ui(const Ui&) = delete;
    Ui& operator=(const Ui&) = delete;

    /// Makes its contexts the current ones, where two live side by side (a second window).
    void make_current() const;
    /// @param scale  pixels per point: HiDPI, a projector, a 4K recording
    void set_appearance(Theme theme, float scale);
    Theme theme() const { return theme_; }
    float scale() const { return scale_; }

    /// Begins a frame without a window, which end_offscreen() draws into the bound framebuffer.
    void begin_offscreen(int width, int height);
    void end_offscreen();
    /// Ends such a frame without drawing it.
    void drop_offscreen();

  private:
    Theme theme_;
    float scale_;
    ImGuiContext* own_ui_ = nullptr;
    ImPlotContext* own_plots_ = nullptr;
    ImFont *own_semibold_ = nullptr, *own_formulas_ = nullptr;
    ImGuiContext* outer_ui_;  ///< context that was current before; null: none
    ImPlotContext* outer_plots_;
    ImFont *outer_semibold_, *outer_formulas_;
};

/// Returns the semibold font, for titles and important numbers.
ImFont* semibold_font();

/// Returns what charts are drawn with in the present context.
chart::Screen chart_screen();

/// A colour of Dear ImGui in a chart's description.
inline chart::Colour ink(ImVec4 colour) {
    return {colour.x, colour.y, colour.z, colour.w};
}

/// Colours with a fixed meaning: theory is always this red, measurement always this blue.
namespace palette {
ImVec4 theory(Theme theme);
/// A line of theory over colours of magnitudes, which are the same in both themes: bright red in a black casing.
chart::Stroke theory_on_map(float width, bool dashed);
ImVec4 measurement(Theme theme);
ImVec4 text(Theme theme);
ImVec4 faint_text(Theme theme);
ImVec4 warning(Theme theme);
/// Returns the tint of a phase (observe/phases.hpp); an unknown name has the last one's.
ImVec4 phase(const std::string& name, Theme theme);
/// Grounds, lines and text of charts and pages.
chart::Paper paper(Theme theme);
}  // namespace palette

}  // namespace coalesce
