#include "view/glow.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "view/colours.hpp"
#include "view/parallel.hpp"

namespace coalesce {
namespace {

/// Cells per radius of the sphere's outline, so that the glow scales with the sphere and not with the window; and the
/// largest number of cells along the smaller side, for a distant sphere.
constexpr float cells_a_radius = 63, cells_a_side = 180;
/// Share of their own colour in tokens beyond the horizon; the rest is the ground's.
constexpr float beyond = 0.45f;

/// Tone curve of one octave, from density to light: nothing up to `threshold` times the uniform density, half of `peak`
/// at `half` above it.
struct Tone {
    float threshold, half, peak;
};
constexpr std::array<Tone, 5> tones{
    {{5, 30, 0.75f}, {4, 22, 0.60f}, {3, 16, 0.50f}, {2.5f, 12, 0.42f}, {2, 10, 0.34f}}};

glm::vec4 bilinear(const std::vector<glm::vec4>& cells, int width, int height, float x, float y) {
    x = std::clamp(x, 0.0f, static_cast<float>(width - 1));
    y = std::clamp(y, 0.0f, static_cast<float>(height - 1));
    const int x0 = static_cast<int>(x), y0 = static_cast<int>(y);
    const int x1 = std::min(x0 + 1, width - 1), y1 = std::min(y0 + 1, height - 1);
    const float u = x - static_cast<float>(x0), v = y - static_cast<float>(y0);
    const auto at = [&](int cx, int cy) { return cells[static_cast<std::size_t>(cy * width + cx)]; };
    return (1 - v) * ((1 - u) * at(x0, y0) + u * at(x1, y0)) + v * ((1 - u) * at(x0, y1) + u * at(x1, y1));
}

/// Returns the premultiplied light of one cell. The densest cells tend to white, as in an overexposed picture.
glm::vec4 light_of(const glm::vec4& cell, const Tone& tone) {
    const float excess = cell.w - tone.threshold;
    if (excess <= 0) return glm::vec4(0);
    const float x = excess / tone.half;
    const float alpha = tone.peak * x / (1 + x);
    const glm::vec3 colour = glm::vec3(cell) / cell.w;
    const float white = 0.45f * x / (x + 25);
    return {alpha * glm::mix(colour, glm::vec3(1), white), alpha};
}

}  // namespace

void Glow::deposit(const Tokens& tokens, const Camera& camera, Theme theme) {
    const Rgb far = background(theme);
    const glm::vec3 ground(far.r, far.g, far.b);
    const float cell = std::max(camera.outline() / cells_a_radius,
                                static_cast<float>(std::min(camera.width, camera.height)) / cells_a_side);
    cell_ = cell;
    Level& level = levels_[0];
    level.width = static_cast<int>(std::ceil(static_cast<float>(camera.width) / cell));
    level.height = static_cast<int>(std::ceil(static_cast<float>(camera.height) / cell));
    const auto cells = static_cast<std::size_t>(level.width * level.height);
    const std::size_t chunks = chunks_of(tokens.drawn());
    pieces_.resize(chunks - 1);
    for_each_chunk(tokens.drawn(), chunks, [&](std::size_t c, std::size_t begin, std::size_t end) {
        std::vector<glm::vec4>& piece = c == 0 ? level.cells : pieces_[c - 1];
        piece.assign(cells, glm::vec4(0));
        add_tokens(piece, tokens, begin, end, camera, ground);
    });
    for (const std::vector<glm::vec4>& piece : pieces_)
        for (std::size_t i = 0; i < cells; ++i) level.cells[i] += piece[i];
}

void Glow::add_tokens(std::vector<glm::vec4>& cells, const Tokens& tokens, std::size_t begin, std::size_t end,
                      const Camera& camera, const glm::vec3& ground) const {
    const Level& level = levels_[0];
    const float cell = cell_;
    // A uniform cloud of mass 1 has about 1 / (π R²) per cell within its outline of R cells.
    const float outline = camera.outline() / cell;
    const float unit = std::numbers::pi_v<float> * outline * outline * static_cast<float>(tokens.every());
    for (std::size_t j = begin; j < end; ++j) {
        const std::size_t i = j * tokens.every();
        const glm::vec3& position = tokens.positions()[i];
        const glm::vec2 place = camera.project(position) / cell - 0.5f;
        const auto x = static_cast<int>(std::floor(place.x)), y = static_cast<int>(std::floor(place.y));
        if (x < 0 || y < 0 || x + 1 >= level.width || y + 1 >= level.height) continue;
        const Rgba8& c = tokens.colours()[i];
        glm::vec3 colour = glm::vec3(c[0], c[1], c[2]) / 255.0f;
        if (glm::dot(position, camera.back) < camera.horizon()) colour = glm::mix(ground, colour, beyond);
        const glm::vec4 load = unit * tokens.mass(i) * glm::vec4(colour, 1);
        const float u = place.x - static_cast<float>(x), v = place.y - static_cast<float>(y);
        glm::vec4* row = &cells[static_cast<std::size_t>(y * level.width + x)];
        row[0] += (1 - u) * (1 - v) * load;
        row[1] += u * (1 - v) * load;
        row[level.width] += (1 - u) * v * load;
        row[level.width + 1] += u * v * load;
    }
}

void Glow::blur(Level& level, std::vector<glm::vec4>& scratch) {
    const int w = level.width, h = level.height;
    scratch.resize(level.cells.size());
    // The binomial [1 4 6 4 1]/16 along rows, then along columns, is close to a Gaussian of one cell.
    const auto pass = [](const glm::vec4* in, glm::vec4* out, int n, int stride) {
        for (int i = 0; i < n; ++i) {
            const auto at = [&](int k) { return in[std::clamp(k, 0, n - 1) * stride]; };
            out[i * stride] = (at(i - 2) + 4.0f * at(i - 1) + 6.0f * at(i) + 4.0f * at(i + 1) + at(i + 2)) / 16.0f;
        }
    };
    for (int y = 0; y < h; ++y)
        pass(&level.cells[static_cast<std::size_t>(y * w)], &scratch[static_cast<std::size_t>(y * w)], w, 1);
    for (int x = 0; x < w; ++x)
        pass(&scratch[static_cast<std::size_t>(x)], &level.cells[static_cast<std::size_t>(x)], h, w);
}

void Glow::halve(const Level& fine, Level& coarse) {
    coarse.width = std::max(fine.width / 2, 1);
    coarse.height = std::max(fine.height / 2, 1);
    coarse.cells.resize(static_cast<std::size_t>(coarse.width * coarse.height));
    for (int y = 0; y < coarse.height; ++y) {
        for (int x = 0; x < coarse.width; ++x) {
            const auto at = [&](int dx, int dy) {
                const int cx = std::min(2 * x + dx, fine.width - 1), cy = std::min(2 * y + dy, fine.height - 1);
                return fine.cells[static_cast<std::size_t>(cy * fine.width + cx)];
            };
            coarse.cells[static_cast<std::size_t>(y * coarse.width + x)] =
                0.25f * (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1));
        }
    }
}

void Glow::gather(const Tokens& tokens, const Camera& camera) {
    const Level& level = levels_[0];
    const float outline = camera.outline() / cell_;
    // The kernel is a Gaussian of one cell (the blur) and a triangle of variance 1/6 in either direction (the deposit),
    // so its peak is 1 / (2π · 7/6) a cell; dividing by it gives a point mass back. Densities are in units of 1/(πR²).
    const float unit = 2 * (7.0f / 6) / (outline * outline);
    local_mass_.resize(tokens.positions().size());
    for_each_piece(tokens.drawn(), [&](std::size_t begin, std::size_t end) {
        for (std::size_t j = begin; j < end; ++j) {
            const std::size_t i = j * tokens.every();
            const glm::vec2 place = camera.project(tokens.positions()[i]) / cell_ - 0.5f;
            local_mass_[i] =
                std::min(unit * bilinear(level.cells, level.width, level.height, place.x, place.y).w, 1.0f);
        }
    });
}

void Glow::find_lit() {
    glm::vec2 low(image_.width, image_.height), high(0);
    for (int y = 0; y < image_.height; ++y) {
        for (int x = 0; x < image_.width; ++x) {
            if (image_.light[static_cast<std::size_t>(y * image_.width + x)].w < 0.5f / 255) continue;
            low = glm::min(low, glm::vec2(x, y));
            high = glm::max(high, glm::vec2(x + 1, y + 1));
        }
    }
    // Interpolation spreads light one cell further.
    const glm::vec2 size(image_.width, image_.height);
    image_.low = high.x > low.x ? glm::max(low - 1.0f, 0.0f) / size : glm::vec2(1);
    image_.high = high.x > low.x ? glm::min(high + 1.0f, size) / size : glm::vec2(0);
}

const GlowImage& Glow::compute(const Tokens& tokens, const Camera& camera, Theme theme) {
    deposit(tokens, camera, theme);
    blur(levels_[0], scratch_);
    gather(tokens, camera);
    for (std::size_t k = 1; k < octaves; ++k) {
        halve(levels_[k - 1], levels_[k]);
        blur(levels_[k], scratch_);
    }
    // From coarse to fine: enlarge the light so far and screen the light of this octave over it.
    std::vector<glm::vec4> light;
    int width = 0, height = 0;
    for (std::size_t k = octaves; k-- > 0;) {
        const Level& level = levels_[k];
        std::vector<glm::vec4> finer(level.cells.size());
        for (int y = 0; y < level.height; ++y) {
            for (int x = 0; x < level.width; ++x) {
                const auto i = static_cast<std::size_t>(y * level.width + x);
                const glm::vec4 here = light_of(level.cells[i], tones[k]);
                glm::vec4 below(0);
                if (!light.empty())
                    below = bilinear(light, width, height, 0.5f * (static_cast<float>(x) + 0.5f) - 0.5f,
                                     0.5f * (static_cast<float>(y) + 0.5f) - 0.5f);
                finer[i] = here + below * (1 - here.w);
            }
        }
        light.swap(finer);
        width = level.width;
        height = level.height;
    }
    image_.width = width;
    image_.height = height;
    image_.extent = cell_ * glm::vec2(width, height);
    image_.light.swap(light);
    find_lit();
    return image_;
}

}  // namespace coalesce
