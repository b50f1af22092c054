#pragma once

#include <array>
#include <glm/glm.hpp>
#include <span>
#include <vector>

#include "view/buffer_deposit.hpp"
#include "view/camera.hpp"
#include "view/circle_layout.hpp"
#include "view/gl_objects.hpp"
#include "view/scene_view.hpp"
#include "view/tokens.hpp"

namespace coalesce {

/// Where the mass of a cloud falls in a picture, and how dense the cloud is there; first row on top.
struct DensityImage {
    int width = 0, height = 0;
    float cell = 1;  ///< pixels a side
    /// Mass a cell as deposited and blurred, on the near side (.x) and beyond the horizon (.y); on S^1 all is near.
    std::vector<glm::vec2> mass;
    /// The same relative to the mass of a uniform cloud, blurred alike, so that the rim of the sphere, where a cell
    /// sees ever more of it, is no brighter. On S^1 to the mean over the band that the uniform cloud fills, times what
    /// the band is thicker where the cell lies: the sum along a radius over that of the uniform cloud.
    std::vector<glm::vec2> relative;
    double largest = 0;  ///< of the last colour: 99 % of the mass is where the density is lower; at least 10
};

/// Densities on a scale of even ratios that costs no logarithm: the leading bits of a float, 128 steps an octave from
/// 2^-8 to 2^24. Step 0 holds what is lower.
struct DensitySteps {
    static constexpr float least = 0x1p-8f;
    static constexpr int dropped = 16;  ///< bits of a float's 23 that are not looked at
    static constexpr std::size_t count = 32 * 128;
    static std::size_t step_of(float relative);
    /// The lower end of a step.
    static double density_of(std::size_t step);
};

/// The tokens added up on a grid of cells of about two pixels, smoothed by a Gaussian just wide enough to keep the
/// noise of a uniform cloud below 6 %.
///
/// On the processor, also where there is a graphics card: 10^6 tokens take 8 ms on one core, which a software renderer
/// needs for 30 000 points of one pixel, and nothing of the cloud has to be uploaded.
class Density {
  public:
    /// @param positions  as drawn; on S^1 with the jitter (CircleLayout)
    /// @param masses     N, or empty when equal; they sum to 1
    /// @param every      tokens 0, k, 2k, … are deposited, each with the mass of k
    /// @param scale      pixels per point
    /// @param angular    on S^1 the density by angle that the band's thickness follows (CircleLayout::density)
    const DensityImage& compute(std::span<const glm::vec3> positions, std::span<const float> masses, std::size_t every,
                                const Camera& camera, int dimension, float scale, std::span<const float> angular = {});

    /// Of S^2, from tokens that are in a buffer.
    const DensityImage& compute(const Tokens& tokens, BufferDeposit& deposit, const Camera& camera, float scale);

    /// Standard deviation in cells of the smoothing, where a uniform cloud has `count` tokens a cell.
    static float smoothing(double count);

  private:
    void begin(const Camera& camera, float scale);
    const DensityImage& finish(std::size_t drawn, const Camera& camera, int dimension, std::span<const float> angular);
    void deposit(std::span<const glm::vec3> positions, std::span<const float> masses, std::size_t every,
                 const Camera& camera, int dimension);
    /// By a Gaussian of `deviation` cells, cut off after so many `deviations`.
    void blur(std::vector<glm::vec2>& cells, float deviation, float deviations);
    void expect_uniform(const Camera& camera, float deviation);
    void compare_on_circle(const Camera& camera, std::span<const float> angular);
    void compare_on_sphere();

    DensityImage image_;
    std::vector<glm::vec2> uniform_;  ///< one over the mass of a uniform cloud a cell, blurred; less outside
    std::array<float, 7> uniform_of_{};
    std::vector<std::vector<glm::vec2>> pieces_;
    std::vector<glm::vec2> scratch_;
};

/// Colour of a density on its scale, 0 to 1 along asinh: light on the dark ground, ink on the light one.
Rgb density_colour(double unit_value, Theme theme);
/// Place of a relative density on the scale that ends at `largest`.
double density_place(double relative, double largest);

/// Lays the density over the picture, one side of the sphere at a time; the far one greyed and fainter.
class DensityLayer {
  public:
    DensityLayer();
    /// Computes nothing when the tokens' version and the camera are the last call's.
    void update(const Tokens& tokens, const Camera& camera, int dimension, Theme theme, float scale);
    void draw(const Camera& camera, Side side, const ViewState& view) const;
    double largest() const { return largest_; }

  private:
    void paint(const DensityImage& image, Theme theme);

    Density density_;
    BufferDeposit buffer_deposit_;
    Program program_;
    VertexArray array_;
    std::array<Texture, 2> sides_;  ///< near, far: colours of the cells, premultiplied
    std::vector<Rgba8> pixels_;
    std::uint64_t version_ = 0;
    glm::vec3 back_{0};
    glm::vec4 frame_{0};
    glm::ivec2 size_{0};
    glm::vec2 extent_{1};
    float cell_ = 1;  ///< pixels
    double largest_ = 0;
    bool painted_ = false;
    Theme theme_ = Theme::dark;
};

}  // namespace coalesce
