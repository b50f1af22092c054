#pragma once

#include <array>
#include <glm/glm.hpp>
#include <span>
#include <vector>

#include "view/buffer_deposit.hpp"
#include "view/camera.hpp"
#include "view/circle_layout.hpp"
#include "view/colours.hpp"
#include "view/gl_objects.hpp"
#include "view/tokens.hpp"

namespace coalesce {

/// Mass and density of a cloud on the cells of a picture; first row on top.
struct DensityImage {
    int width = 0, height = 0;
    float cell = 1;  ///< side of a cell, pixels
    /// Mass per cell, deposited and blurred, on the near side (.x) and on the far side (.y); on S^1 all is near.
    std::vector<glm::vec2> mass;
    /// Mass relative to that of a uniform cloud, blurred in the same way, so that the sphere's rim, where a cell covers
    /// more of it, is no brighter. On S^1 relative to the mean over the uniform cloud's band, times the band's relative
    /// thickness at the cell, which is the sum along a radius relative to the uniform cloud's.
    std::vector<glm::vec2> relative;
    double largest = 0;  ///< density of the last colour: 99 % of the mass lies where it is lower; at least 10
};

/// A scale of densities with 128 steps per octave from 2^-8 to 2^24, given by the leading bits of a float, which costs
/// no logarithm. Step 0 holds lower densities.
struct DensitySteps {
    static constexpr float least = 0x1p-8f;
    static constexpr int dropped = 16;  ///< number of ignored low bits of a float's 23
    static constexpr std::size_t count = 32 * 128;
    static std::size_t step_of(float relative);
    /// Lower end of a step.
    static double density_of(std::size_t step);
};

/// Computes the density of a picture: deposits tokens on a grid of cells of about two pixels and smooths it by a
/// Gaussian just wide enough to keep the noise of a uniform cloud below 6 %.
///
/// Runs on the processor even beside a graphics card: 10^6 tokens take 8 ms on one core, in which a software renderer
/// draws 30 000 points of one pixel, and nothing has to be uploaded.
class Density {
  public:
    /// @param positions  positions as drawn; on S^1 with the jitter (CircleLayout)
    /// @param masses     N masses of sum 1, or empty if equal
    /// @param every      k: tokens 0, k, 2k, … are deposited, each with the mass of k
    /// @param scale      pixels per point
    /// @param angular    on S^1 the density by angle (CircleLayout::density)
    const DensityImage& compute(std::span<const glm::vec3> positions, std::span<const float> masses, std::size_t every,
                                const Camera& camera, int dimension, float scale, std::span<const float> angular = {});

    /// The same on S^2 from tokens in a vertex buffer.
    const DensityImage& compute(const Tokens& tokens, BufferDeposit& deposit, const Camera& camera, float scale);

    /// Standard deviation of the smoothing, cells, if a uniform cloud has `count` tokens per cell.
    static float smoothing(double count);

  private:
    void begin(const Camera& camera, float scale);
    const DensityImage& finish(std::size_t drawn, const Camera& camera, int dimension, std::span<const float> angular);
    void deposit(std::span<const glm::vec3> positions, std::span<const float> masses, std::size_t every,
                 const Camera& camera, int dimension);
    /// Blurs by a Gaussian of standard deviation `deviation` cells, cut off at `deviations` times that.
    void blur(std::vector<glm::vec2>& cells, float deviation, float deviations);
    void expect_uniform(const Camera& camera, float deviation);
    void compare_on_circle(const Camera& camera, std::span<const float> angular);
    void compare_on_sphere();

    DensityImage image_;
    std::vector<glm::vec2> uniform_;  ///< inverse of a uniform cloud's blurred mass per cell; smaller outside
    std::array<float, 7> uniform_of_{};
    std::vector<std::vector<glm::vec2>> pieces_;
    std::vector<glm::vec2> scratch_;
};

/// Returns the colour at a place of the density's scale, 0 to 1: light on the dark ground, ink on the light one.
Rgb density_colour(double unit_value, Theme theme);
/// Returns the place, 0 to 1, of a relative density on the scale that ends at `largest`; the scale is asinh.
double density_place(double relative, double largest);

/// Draws the density over the picture, one side of the sphere at a time; the far side is greyed and fainter.
class DensityLayer {
  public:
    DensityLayer();
    /// Computes the density unless the tokens' version and the camera equal those of the last call.
    /// @param end  of the colour scale; 0: the image's own
    void update(const Tokens& tokens, const Camera& camera, int dimension, Theme theme, float scale, double end = 0);
    void draw(const Camera& camera, Side side, const ViewState& view) const;
    /// End of the scale that the image has by itself.
    double largest() const { return image_ ? image_->largest : 0; }

  private:
    void measure(const Tokens& tokens, const Camera& camera, int dimension, float scale);
    void paint();

    Density density_;
    BufferDeposit buffer_deposit_;
    Program program_;
    VertexArray array_;
    std::array<Texture, 2> sides_;  ///< near, far: premultiplied colours of the cells
    std::vector<Rgba8> pixels_;
    std::uint64_t version_ = 0;
    glm::vec3 back_{0};
    glm::vec4 frame_{0};
    glm::ivec2 size_{0};
    glm::vec2 extent_{1};
    float cell_ = 1;                       ///< pixels
    const DensityImage* image_ = nullptr;  ///< of density_; null: no tokens
    double end_ = 0;                       ///< of the scale that it is painted with
    Theme theme_ = Theme::dark;
};

}  // namespace coalesce
