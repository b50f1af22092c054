#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "view/camera.hpp"
#include "view/circle_layout.hpp"
#include "view/detail.hpp"
#include "view/gl_objects.hpp"
#include "view/token_colours.hpp"

namespace coalesce {

/// Vertex buffers with a frame's tokens as float triples (Frame::in_buffer).
struct TokenBuffer {
    unsigned now = 0;
    unsigned before = 0;  ///< buffer of an earlier state of the same size; 0: none
    float later = 1;      ///< share of the way from `before` to `now`, along the chord, normalised
};

/// Returns the radius of a token's sprite, in radii of the sphere: a fixed share of the mean distance between N uniform
/// tokens, within bounds that keep few tokens small and many visible.
float token_radius(std::size_t count, int dimension);

/// Binds buffers to the attributes 0 and 2 of the bound vertex array, every k-th token, and sets the uniform `later` of
/// the program in use (moved.glsl).
void bind_token_buffers(const Program& program, const TokenBuffer& tokens, std::size_t every);

/// Draws tokens as small lit balls or flat points; for a density it only prepares their positions. Balls are drawn from
/// far to near, sorted by depth on the CPU, so that smooth edges and translucent tokens blend correctly without a depth
/// buffer; points are drawn in token order, the far side first.
///
/// With `every` = k only the tokens 0, k, 2k, … are drawn, larger and less translucent, so that they cover on average
/// the same area as all. A token takes 16 bytes of graphics memory as a point and 20 to 24 as a ball.
class Tokens {
  public:
    Tokens();

    /// Colours the tokens of later frames by a row of attention, if it has as many; null: by the view.
    void colour_by(std::shared_ptr<const AttentionRow> row) { wanted_row_ = std::move(row); }
    /// Colours the tokens of later frames on scales that pictures have in common.
    void scale_by(const CommonScales& scales) { wanted_scales_ = scales; }
    /// Takes positions and colours of a frame; uploads only changes since the last call, and nothing for `density`.
    /// @param buffer  buffer of a frame with Frame::in_buffer, for points and densities only; used until the next call
    void update(const Frame& frame, const ViewState& view, TokenStyle style = TokenStyle::sprites,
                std::size_t every = 1, const TokenBuffer& buffer = {});
    /// Enlarges tokens of crowded places, so that a cluster is a ball whose volume is proportional to its mass.
    /// @param local_mass  mass about each token (Glow::local_mass), or empty
    void crowd(std::span<const float> local_mass);
    /// Sorts by depth for a camera; does nothing if neither camera nor frame has changed.
    void arrange(const Camera& camera, const ViewState& view, float scale);
    /// Draws the tokens on one side of the horizon.
    void draw(Side side, const Camera& camera, const ViewState& view) const;
    /// Returns the nearest token under a pixel (y down); nullopt if a density is drawn.
    std::optional<std::size_t> pick(const Camera& camera, glm::vec2 pixel) const;

    /// Positions as drawn: on S^1 with the jitter. Empty if they are in a buffer.
    const std::vector<glm::vec3>& positions() const { return positions_; }
    const std::vector<Rgba8>& colours() const { return colours_; }
    const std::vector<float>& masses() const { return masses_; }
    /// Density by angle on S^1 (CircleLayout::density).
    const std::vector<float>& angular_density() const { return circle_.density(); }
    std::size_t every() const { return every_; }
    const TokenBuffer& buffer() const { return buffer_; }
    std::size_t count() const { return count_; }
    /// Number of tokens drawn.
    std::size_t drawn() const { return (count_ + every_ - 1) / every_; }
    /// Rises with every change of positions, colours or the choice of tokens.
    std::uint64_t version() const { return version_; }
    /// Mass of token i; masses sum to 1.
    float mass(std::size_t i) const { return masses_.empty() ? 1 / static_cast<float>(count_) : masses_[i]; }

  private:
    void take_positions(const Frame& frame);
    void take_masses(const Frame& frame);
    void upload();
    void upload_sizes();
    void sort(const Camera& camera);
    void set_common(const Program& program, const Camera& camera, const ViewState& view) const;
    void draw_points(Side side, const Camera& camera, const ViewState& view) const;
    float pixel_radius(std::size_t i, float depth) const;

    Program program_, point_program_;
    VertexArray array_, point_array_;
    Buffer position_buffer_, colour_buffer_, size_buffer_, index_buffer_;
    CircleLayout circle_;
    std::size_t count_ = 0;
    TokenBuffer buffer_;
    std::vector<glm::vec3> positions_;
    std::vector<Rgba8> colours_;
    std::vector<float> masses_;      ///< empty if equal
    std::vector<float> sizes_;       ///< relative radii by masses and crowding; empty if all are 1
    std::vector<float> mass_sizes_;  ///< relative radii by masses alone
    std::vector<std::uint32_t> order_, keys_;
    std::size_t beyond_horizon_ = 0;
    int dimension_ = 3;
    float radius_pixels_ = 0, least_pixels_ = 0.7f;  ///< radius at unit depth; smallest radius on the screen

    std::uint64_t version_ = 0, sequence_ = 0, generation_ = 0;
    std::shared_ptr<const std::vector<std::uint32_t>> number_;  ///< Frame::number
    std::shared_ptr<const AttentionRow> wanted_row_, row_;      ///< that colours shall show, and do
    CommonScales wanted_scales_, scales_;
    Theme theme_ = Theme::dark;
    ColourBy colour_by_ = ColourBy::longitude;
    TokenStyle style_ = TokenStyle::sprites;
    std::size_t every_ = 1;
    bool sizes_changed_ = true;
    bool coloured_ = false, positions_uploaded_ = false, colours_uploaded_ = false;
    std::uint64_t arranged_version_ = 0;
    glm::vec3 arranged_back_{0};
    float arranged_horizon_ = 0;
};

}  // namespace coalesce
