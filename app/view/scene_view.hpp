#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "coalesce/document/view_state.hpp"
#include "coalesce/flow/frame.hpp"
#include "view/detail.hpp"

namespace coalesce {

/// Vertex buffers with a frame's tokens as float triples (Frame::in_buffer).
struct TokenBuffer {
    unsigned now = 0;
    unsigned before = 0;  ///< buffer of an earlier state of the same size; 0: none
    float later = 1;      ///< share of the way from `before` to `now`, along the chord, normalised
};

/// Draws the 3D picture of a Frame and a ViewState into the current framebuffer: the sphere (or ring), tokens, E_max,
/// trails. Text and legends are drawn over it by view/hud.
class SceneView {
  public:
    /// Compiles the shaders on the current context. Throws RunError with the compiler's first line.
    SceneView();
    ~SceneView();
    SceneView(const SceneView&) = delete;
    SceneView& operator=(const SceneView&) = delete;

    /// Uploads the frame if its sequence is new, then fills a width×height viewport at (x, y).
    /// @param scale   pixels per point (HiDPI, recording at 4K), which line widths and token sizes scale with
    /// @param every   k: draws the tokens 0, k, 2k, …, each standing for k; files show all, k = 1
    /// @param buffer  buffer of a frame with Frame::in_buffer
    void draw(const Frame& frame, const ViewState& view, int x, int y, int width, int height, float scale,
              std::size_t every = 1, const TokenBuffer& buffer = {});
    /// Facts about the last picture.
    Shown shown() const;

    /// Returns the index of the token under a pixel, if any; origin top left of the last viewport.
    std::optional<std::size_t> pick(double x, double y) const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// True if a frame's tokens can be drawn from a buffer that holds positions only.
bool drawn_from_buffer(const Frame& frame, const ViewState& view);

/// Meaning of a frame's colours; the HUD draws it as a legend.
struct ColourScale {
    ColourBy by = ColourBy::longitude;
    double from = 0, to = 1;  ///< range of speed or mass
    bool logarithmic = false;
    bool exceeded = false;    ///< some values lie above `to`
    std::string label, unit;  ///< "speed", "rad per unit time"
};
ColourScale colour_scale(const Frame& frame, const ViewState& view);

/// Returns the density that view.surface paints on the sphere; null if none is asked for or known.
std::shared_ptr<const SphereDensity> painted_density(const Frame& frame, const ViewState& view);
/// Returns the scale of that density: from 0 to the largest value of both densities in the frame, which share it.
ColourScale density_scale(const Frame& frame);
/// Returns the densities that a simulation has to compute for this view.
WantedDensities wanted_densities(const ViewState& view);

/// sRGB in [0, 1]. Identities have Okabe–Ito colours (past eight with shifted lightness), magnitudes viridis, and
/// longitudes a cyclic colour-blind-safe map.
struct Rgb {
    float r, g, b;
};
Rgb identity_colour(int identity, Theme theme);
Rgb magnitude_colour(double unit_value);
Rgb cyclic_colour(double angle);
/// Returns the ground of a theme: near #0E1116 or near #FAFAF7.
Rgb background(Theme theme);

/// Orbits the camera by a mouse drag of (dx, dy) pixels in a view of the given height; pitch stays within ±π/2.
void orbit(ViewState& view, double dx, double dy, double height);
void zoom(ViewState& view, double notches);
void pan(ViewState& view, double dx, double dy, double height);

}  // namespace coalesce
