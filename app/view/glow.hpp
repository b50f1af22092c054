#pragma once

#include <array>
#include <glm/glm.hpp>
#include <vector>

#include "view/camera.hpp"
#include "view/gl_objects.hpp"
#include "view/tokens.hpp"

namespace coalesce {

/// A picture of light on a coarse grid, first row on top; rgb premultiplied by alpha.
struct GlowImage {
    int width = 0, height = 0;
    glm::vec2 extent{1};  ///< pixels that the grid covers: those of the view, rounded up to whole cells
    std::vector<glm::vec4> light;
    glm::vec2 low{1}, high{0};  ///< bounding box of the light, in units of the picture, y down; low > high: empty
    bool dark() const { return low.x > high.x; }
};

/// Computes the light of crowded places. Mass is deposited on a grid of about 180 cells a side and blurred over five
/// octaves; at every octave a saturating curve turns the density above a uniform cloud's into light. A spread cloud
/// therefore does not glow, and the halo of a collapsed one widens with its mass.
class Glow {
  public:
    const GlowImage& compute(const Tokens& tokens, const Camera& camera, Theme theme);
    /// Mass about each drawn token in the picture at the finest octave, from both sides of the sphere.
    const std::vector<float>& local_mass() const { return local_mass_; }

  private:
    struct Level {
        int width = 0, height = 0;
        std::vector<glm::vec4> cells;  ///< colour × density, density; densities are relative to the uniform cloud
    };
    void deposit(const Tokens& tokens, const Camera& camera, Theme theme);
    void find_lit();
    void add_tokens(std::vector<glm::vec4>& cells, const Tokens& tokens, std::size_t begin, std::size_t end,
                    const Camera& camera, const glm::vec3& ground) const;
    void gather(const Tokens& tokens, const Camera& camera);
    static void blur(Level& level, std::vector<glm::vec4>& scratch);
    static void halve(const Level& fine, Level& coarse);

    static constexpr int octaves = 5;
    std::array<Level, octaves> levels_;
    std::vector<std::vector<glm::vec4>> pieces_;  ///< pieces of the deposit after the first
    std::vector<glm::vec4> scratch_;
    std::vector<float> local_mass_;
    float cell_ = 1;  ///< pixels
    GlowImage image_;
};

/// Draws a GlowImage over the picture: as light in the dark theme, as ink in the light one.
class GlowLayer {
  public:
    GlowLayer();
    /// Computes the light unless frame and camera equal those of the last call.
    void update(const Tokens& tokens, const Camera& camera, Theme theme);
    void draw(const Camera& camera, Theme theme, float strength) const;
    /// Glow::local_mass; empty if nothing glows.
    std::span<const float> local_mass() const;

  private:
    Glow glow_;
    Program program_;
    VertexArray array_;
    Texture texture_;
    std::uint64_t version_ = 0;
    glm::vec3 back_{0};
    glm::vec4 frame_{0};
    glm::vec2 low_{1}, high_{0}, extent_{1};
};

}  // namespace coalesce
