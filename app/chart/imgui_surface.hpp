#pragma once

#include <imgui.h>

#include "chart/surface.hpp"

namespace coalesce::chart {

/// Settings that ImGui draws with: pixels per point, the second weight of its font, and the font of formulas
/// (formula/glyph_font.hpp).
struct Screen {
    float scale = 1;
    ImFont* strong = nullptr;
    ImFont* formulas = nullptr;
};

/// A draw list of Dear ImGui, in pixels. Letters are those of the present font.
class ImGuiSurface : public Surface {
  public:
    ImGuiSurface(ImDrawList& list, const Screen& screen) : list_(list), screen_(screen) {}

    void line(std::span<const Place> points, const Stroke& stroke) override;
    void convex(std::span<const Place> corners, Colour fill) override;
    void band(std::span<const Place> low, std::span<const Place> high, Colour fill) override;
    void rectangle(Place from, Place to, Colour fill) override;
    void frame(Place from, Place to, const Stroke& stroke) override;
    void circle(Place centre, float radius, Colour fill, const Stroke& edge) override;
    void picture(Place from, Place to, const Pixels& pixels) override;
    void text(Place at, const std::string& text, const Letters& letters, Align align) override;
    void upwards(Place at, const std::string& text, const Letters& letters) override;
    float width_of(const std::string& text, const Letters& letters) override;
    void on_base(Place base, const std::string& text, const Letters& letters) override;
    void glyphs(Place origin, std::span<const formula::Glyph> glyphs, Colour colour) override;
    void rule(Place from, Place to, Colour fill) override;
    bool orders_text() const override { return false; }
    void turn(Place about) override;
    void turn_back() override;
    void clip(Place from, Place to) override;
    void unclip() override;

  private:
    ImFont* font(const Letters& letters) const;
    void solid(std::span<const Place> points, ImU32 colour, float width);

    ImDrawList& list_;
    Screen screen_;
    Place turned_about_{};
    int turned_from_ = 0;  ///< first vertex of what is turned
    ImVec4 unturned_clip_{};
};

}  // namespace coalesce::chart
