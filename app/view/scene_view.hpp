#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "flow/frame.hpp"
#include "model/view_state.hpp"
#include "view/detail.hpp"

namespace coalesce {

/// Vertex buffers of float triples that a frame's tokens are in (Frame::in_buffer).
struct TokenBuffer {
    unsigned now = 0;
    unsigned before = 0;  ///< an earlier state, of the same size; 0: none
    float later = 1;      ///< share of the way from there that the tokens have gone, along the chord, normalised
};

/// Draws one Frame with one ViewState into the current framebuffer: the sphere (or ring), tokens, E_max, trails.
/// Everything of the 3D picture, nothing of ImGui; text and legends are drawn over it by view/hud.
class SceneView {
  public:
    /// Compiles the shaders on the current context. Throws RunError with the compiler's first line.
    SceneView();
    ~SceneView();
    SceneView(const SceneView&) = delete;
    SceneView& operator=(const SceneView&) = delete;

    /// Uploads the frame when its sequence is new, then draws over the whole of a width×height viewport at (x, y).
    /// @param scale  pixels per point (HiDPI, recording at 4K): line widths and token sizes follow
    /// @param every  draws the tokens 0, k, 2k, …, each standing for k; 1, all of them, is what files show
    /// @param buffer  of a frame that is in one
    void draw(const Frame& frame, const ViewState& view, int x, int y, int width, int height, float scale,
              std::size_t every = 1, const TokenBuffer& buffer = {});
    /// What the last picture showed.
    Shown shown() const;

    /// Index of the token under the pixel (origin top left of the viewport of the last draw), if any.
    std::optional<std::size_t> pick(double x, double y) const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Whether a frame's tokens can be drawn from a buffer that has nothing but their positions.
bool drawn_from_buffer(const Frame& frame, const ViewState& view);

/// What the colours of the last frame mean; drawn as a legend by the HUD.
struct ColourScale {
    ColourBy by = ColourBy::longitude;
    double from = 0, to = 1;  ///< of speed and mass
    bool logarithmic = false;
    bool exceeded = false;    ///< some values lie above `to`
    std::string label, unit;  ///< "speed", "rad per unit time"
};
ColourScale colour_scale(const Frame& frame, const ViewState& view);

/// The density that view.surface paints on the sphere; null where none is asked for or known.
std::shared_ptr<const SphereDensity> painted_density(const Frame& frame, const ViewState& view);
/// What its colours mean: from 0 to the largest value of the densities in the frame, so that both are seen on one
/// scale.
ColourScale density_scale(const Frame& frame);
/// What a simulation has to compute for this view.
WantedDensities wanted_densities(const ViewState& view);

/// sRGB in [0,1]. Okabe–Ito for identities (cycled with lightness shifts past eight), viridis for magnitudes, and a
/// cyclic colour-blind-safe map for longitudes.
struct Rgb {
    float r, g, b;
};
Rgb identity_colour(int identity, Theme theme);
Rgb magnitude_colour(double unit_value);
Rgb cyclic_colour(double angle);
/// The grounds of both themes: near #0E1116 and near #FAFAF7.
Rgb background(Theme theme);

/// Orbit by a mouse drag of (dx, dy) pixels in a view of the given height; pitch stays within ±π/2.
void orbit(ViewState& view, double dx, double dy, double height);
void zoom(ViewState& view, double notches);
void pan(ViewState& view, double dx, double dy, double height);

}  // namespace coalesce
