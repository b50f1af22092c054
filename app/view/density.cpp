#include "view/density.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>

#include "view/parallel.hpp"

namespace coalesce {
namespace {

constexpr float cell_points = 2;
/// Standard deviation of a smoothed uniform cloud, relative to its density.
constexpr double noise = 0.06;
/// Bounds of the smoothing's standard deviation, cells. Below, a single point shows the grid; above, the picture loses
/// its detail.
constexpr float narrowest_kernel = 0.7f, widest_kernel = 12;
/// Samples per side of a cell that the sphere's rim may cross; other cells have one sample.
constexpr int rim_samples = 12;
/// Cells over which a density fades outside the sphere, where only the smoothing carries mass.
constexpr float fading = 2;
/// Smallest end of the colour scale, times the uniform density, so that a uniform cloud is not at its top.
constexpr double least_largest = 10;

glm::vec2 cell_of(std::size_t i, std::size_t width) {
    const std::size_t row = i / width;
    return {static_cast<float>(i - row * width), static_cast<float>(row)};
}

/// Returns the solid angle of the unit sphere per pixel at an offset from the centre, steradians, on the near and on
/// the far side; 0 outside.
glm::vec2 steradians(const Camera& camera, glm::vec2 offset) {
    // The ray eye·back + s (p - back) meets the sphere at the roots of a quadratic in s, and the cosine between ray and
    // normal is root/√a; a pixel is the solid angle 1/(f² a^{3/2}) at the eye, s √a away from what it sees.
    const glm::vec2 p = offset / camera.focal;
    const float eye = camera.distance, a = 1 + glm::dot(p, p);
    const float square = eye * eye - a * (eye * eye - 1);
    if (square <= 0) return glm::vec2(0);
    // The root is 0 on the rim. That pole is integrable; the bound covers samples close to it.
    const float root = std::max(std::sqrt(square), 0.02f);
    const float near = (eye - root) / a, far = (eye + root) / a;
    return glm::vec2(near * near, far * far) / (camera.focal * camera.focal * root);
}

/// Returns the density below which 99 % of the mass lies, from a histogram of its logarithm.
double crowded_density(const DensityImage& image) {
    std::vector<double> mass(DensitySteps::count);
    double whole = 0;
    for (std::size_t i = 0; i < image.mass.size(); ++i) {
        for (int side = 0; side < 2; ++side) {
            const auto m = static_cast<double>(image.mass[i][side]);
            mass[DensitySteps::step_of(image.relative[i][side])] += m;
            whole += m;
        }
    }
    double above = 0;
    for (std::size_t step = mass.size(); step-- > 0;) {
        const double reached = above + mass[step];
        if (reached >= 0.01 * whole && mass[step] > 0) {
            // Interpolated within the step, so that the scale changes smoothly with the cloud.
            const double share = (0.01 * whole - above) / mass[step];
            const double top = DensitySteps::density_of(step + 1), bottom = DensitySteps::density_of(step);
            return top - share * (top - bottom);
        }
        above = reached;
    }
    return 0;
}

/// Cut-off of the kernel, in standard deviations. A cluster of all tokens in one cell is 10^5 times as dense as the
/// uniform cloud: cut at three, it would show the square of the two passes in place of the kernel's circle. It is cut
/// where the density falls below a twentieth of the uniform one, at most at six.
constexpr float least_deviations = 3, most_deviations = 6;

/// Returns the cut-off, cells.
/// @param mass  largest mass of a cell; the cloud's is 1
/// @param area  number of cells that the uniform cloud fills
float reach_of(float mass, double area, float deviation) {
    const double peak = mass * area / (2 * std::numbers::pi * deviation * deviation);
    return static_cast<float>(std::clamp(std::sqrt(2 * std::log(std::max(1.0, peak / 0.05))),
                                         static_cast<double>(least_deviations), static_cast<double>(most_deviations)));
}

/// Calls body(y) for every row of an image of this height, in parallel.
template <class Body>
void for_each_row(int height, const Body& body) {
    in_drawing_arena([&] {
        tbb::parallel_for(tbb::blocked_range<int>(0, height, 16), [&](const auto& rows) {
            for (int y = rows.begin(); y != rows.end(); ++y) body(y);
        });
    });
}

float largest_mass(const std::vector<glm::vec2>& cells) {
    float largest = 0;
    for (const glm::vec2& cell : cells) largest = std::max({largest, cell.x, cell.y});
    return largest;
}

}  // namespace

std::size_t DensitySteps::step_of(float relative) {
    if (!(relative > least)) return 0;
    const auto bits = std::bit_cast<std::uint32_t>(relative) - std::bit_cast<std::uint32_t>(least);
    return std::min<std::size_t>(bits >> dropped, count - 1);
}

double DensitySteps::density_of(std::size_t step) {
    const auto bits = static_cast<std::uint32_t>(step) << dropped;
    return static_cast<double>(std::bit_cast<float>(bits + std::bit_cast<std::uint32_t>(least)));
}

float Density::smoothing(double count) {
    // Smoothing by a Gaussian of σ cells averages over 4πσ² cells.
    const double wanted = std::sqrt(1 / (noise * noise * 4 * std::numbers::pi * std::max(count, 1e-6)));
    return std::clamp(static_cast<float>(wanted), narrowest_kernel, widest_kernel);
}

void Density::deposit(std::span<const glm::vec3> positions, std::span<const float> masses, std::size_t every,
                      const Camera& camera, int dimension) {
    const std::size_t count = (positions.size() + every - 1) / every, chunks = chunks_of(count);
    const int w = image_.width, h = image_.height;
    const float cells = 1 / image_.cell, horizon = dimension == 3 ? camera.horizon() : -2;
    const glm::vec2 centre = camera.centre * cells - 0.5f;
    const glm::vec3 right = camera.right * camera.focal * cells, up = camera.up * camera.focal * cells;
    const float equal = 1 / static_cast<float>(count);
    pieces_.resize(std::max(pieces_.size(), chunks));
    for_each_chunk(count, chunks, [&](std::size_t chunk, std::size_t begin, std::size_t end) {
        std::vector<glm::vec2>& grid = pieces_[chunk];
        grid.assign(static_cast<std::size_t>(w) * static_cast<std::size_t>(h), glm::vec2(0));
        for (std::size_t j = begin; j < end; ++j) {
            const glm::vec3 x = positions[j * every];
            const float along = glm::dot(x, camera.back), nearer = 1 / (camera.distance - along);
            const float px = centre.x + nearer * glm::dot(x, right), py = centre.y - nearer * glm::dot(x, up);
            if (!(px >= 0 && py >= 0)) continue;
            const int cx = static_cast<int>(px), cy = static_cast<int>(py);
            if (cx + 1 >= w || cy + 1 >= h) continue;
            const float u = px - static_cast<float>(cx), v = py - static_cast<float>(cy);
            const float m = masses.empty() ? equal : masses[j * every] * static_cast<float>(every);
            const int side = along > horizon ? 0 : 1;
            glm::vec2* cell =
                &grid[static_cast<std::size_t>(cy) * static_cast<std::size_t>(w) + static_cast<std::size_t>(cx)];
            cell[0][side] += (1 - u) * (1 - v) * m;
            cell[1][side] += u * (1 - v) * m;
            cell[w][side] += (1 - u) * v * m;
            cell[w + 1][side] += u * v * m;
        }
    });
    image_.mass.resize(pieces_[0].size());
    for_each_piece(image_.mass.size(), [&](std::size_t begin, std::size_t end) {
        std::copy(pieces_[0].begin() + static_cast<std::ptrdiff_t>(begin),
                  pieces_[0].begin() + static_cast<std::ptrdiff_t>(end),
                  image_.mass.begin() + static_cast<std::ptrdiff_t>(begin));
        for (std::size_t c = 1; c < chunks; ++c)
            for (std::size_t i = begin; i < end; ++i) image_.mass[i] += pieces_[c][i];
    });
}

void Density::blur(std::vector<glm::vec2>& cells, float deviation, float deviations) {
    const int reach = static_cast<int>(std::ceil(deviations * deviation)), w = image_.width, h = image_.height;
    std::vector<float> kernel(static_cast<std::size_t>(2 * reach + 1));
    float sum = 0;
    for (int k = -reach; k <= reach; ++k) {
        const float t = static_cast<float>(k) / deviation;
        sum += kernel[static_cast<std::size_t>(k + reach)] = std::exp(-0.5f * t * t);
    }
    for (float& weight : kernel) weight /= sum;
    scratch_.resize(cells.size());
    // Blurs along rows into the scratch grid and along columns back, one row of the result at a time. Mass beyond the
    // picture's edge is lost. Rows without mass are skipped: a collapsed cloud, whose kernel is wide, has few others.
    std::vector<char> filled(static_cast<std::size_t>(h));
    const auto pass = [&](const std::vector<glm::vec2>& in, std::vector<glm::vec2>& out, bool along_rows) {
        for_each_row(h, [&](int y) {
            const auto row = in.begin() + static_cast<std::ptrdiff_t>(y) * w;
            filled[static_cast<std::size_t>(y)] =
                std::any_of(row, row + w, [](const glm::vec2& cell) { return cell.x != 0 || cell.y != 0; });
        });
        for_each_row(h, [&](int y) {
            float* to = &out[static_cast<std::size_t>(y * w)].x;
            std::fill(to, to + 2 * w, 0.0f);
            for (int k = -reach; k <= reach; ++k) {
                const float weight = kernel[static_cast<std::size_t>(k + reach)];
                const int source = along_rows ? y : y + k;
                if (source < 0 || source >= h || !filled[static_cast<std::size_t>(source)]) continue;
                const float* from = &in[static_cast<std::size_t>(source * w)].x;
                const int shift = along_rows ? 2 * k : 0;
                const int end = std::min(2 * w, 2 * w - shift);
                for (int x = std::max(0, -shift); x < end; ++x) to[x] += weight * from[x + shift];
            }
        });
    };
    pass(cells, scratch_, true);
    pass(scratch_, cells, false);
}

void Density::expect_uniform(const Camera& camera, float deviation) {
    // The uniform cloud depends on the camera's place, not on its orientation.
    const std::array<float, 7> of{
        camera.centre.x, camera.centre.y, camera.focal,
        camera.distance, image_.cell,     static_cast<float>(image_.width) * 65536 + static_cast<float>(image_.height),
        deviation};
    if (of == uniform_of_) return;
    uniform_of_ = of;
    uniform_.resize(image_.mass.size());
    const float cell = image_.cell, outline = camera.outline();
    const float centre = cell * cell / (camera.focal * camera.focal * 4 * std::numbers::pi_v<float>);
    const auto width = static_cast<std::size_t>(image_.width);
    for_each_piece(uniform_.size(), [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            const glm::vec2 corner = cell_of(i, width) * cell - camera.centre;
            const bool crossed = std::abs(glm::length(corner + 0.5f * cell) - outline) < 2 * cell;
            const int samples = crossed ? rim_samples : 1;
            const float step = cell / static_cast<float>(samples);
            glm::vec2 sum(0);
            for (int s = 0; s < samples * samples; ++s)
                sum += steradians(
                    camera,
                    corner + step * (cell_of(static_cast<std::size_t>(s), static_cast<std::size_t>(samples)) + 0.5f));
            uniform_[i] = sum * step * step / (4 * std::numbers::pi_v<float>);
        }
    });
    blur(uniform_, deviation, least_deviations);
    // The bound is a tenth of the uniform mass per cell at the picture's centre, where the sides are one radius nearer
    // and farther than the origin. Only cells well outside of the sphere have less.
    const glm::vec2 seen(camera.distance - 1, camera.distance + 1), least = seen * seen * (0.1f * centre);
    for (std::size_t i = 0; i < uniform_.size(); ++i) {
        const glm::vec2 place = (cell_of(i, width) + 0.5f) * cell - camera.centre;
        const float beyond = (glm::length(place) - outline) / cell;
        uniform_[i] = (1 - glm::smoothstep(-0.5f, fading, beyond)) / glm::max(uniform_[i], least);
    }
}

void Density::compare_on_circle(const Camera& camera, std::span<const float> angular) {
    // The uniform cloud of S^1 fills a flat ring about the unit circle, seen head-on.
    const float scale = camera.focal / (camera.distance * image_.cell), uniform = CircleLayout::half_width(1);
    const float band = 4 * std::numbers::pi_v<float> * uniform * scale * scale;
    const auto width = static_cast<std::size_t>(image_.width);
    for_each_piece(image_.mass.size(), [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            image_.relative[i] = image_.mass[i] * band;
            if (!(image_.mass[i].x > 0) || angular.empty()) continue;
            const glm::vec2 away = (cell_of(i, width) + 0.5f) * image_.cell - camera.centre;
            const float turn = std::atan2(-away.y, away.x) / (2 * std::numbers::pi_v<float>)+0.5f;
            // Interpolated linearly between the two nearest bin centres, as the band's width is.
            const float place = (turn + 1) * static_cast<float>(angular.size()) - 0.5f;
            const auto bin = static_cast<std::size_t>(place);
            const float t = place - static_cast<float>(bin);
            const float here = (1 - t) * angular[bin % angular.size()] + t * angular[(bin + 1) % angular.size()];
            image_.relative[i] *= CircleLayout::half_width(here) / uniform;
        }
    });
}

void Density::compare_on_sphere() {
    for_each_piece(image_.mass.size(), [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) image_.relative[i] = image_.mass[i] * uniform_[i];
    });
}

void Density::begin(const Camera& camera, float scale) {
    image_.cell = std::max(1.0f, cell_points * scale);
    image_.width = static_cast<int>(std::ceil(static_cast<float>(camera.width) / image_.cell)) + 1;
    image_.height = static_cast<int>(std::ceil(static_cast<float>(camera.height) / image_.cell)) + 1;
}

const DensityImage& Density::compute(std::span<const glm::vec3> positions, std::span<const float> masses,
                                     std::size_t every, const Camera& camera, int dimension, float scale,
                                     std::span<const float> angular) {
    begin(camera, scale);
    deposit(positions, masses, every, camera, dimension);
    return finish((positions.size() + every - 1) / every, camera, dimension, angular);
}

const DensityImage& Density::compute(const Tokens& tokens, BufferDeposit& deposit, const Camera& camera, float scale) {
    begin(camera, scale);
    deposit.deposit(tokens, camera, {image_.width, image_.height}, image_.cell, image_.mass);
    return finish(tokens.drawn(), camera, 3, {});
}

/// Turns the deposited mass into a density.
const DensityImage& Density::finish(std::size_t drawn, const Camera& camera, int dimension,
                                    std::span<const float> angular) {
    const float outline = camera.outline() / image_.cell;
    const double area = dimension == 3 ? 2 * std::numbers::pi * outline * outline
                                       : 4 * std::numbers::pi * CircleLayout::half_width(1) * outline * outline;
    const float deviation = smoothing(static_cast<double>(drawn) / std::max(area, 1.0));
    blur(image_.mass, deviation, reach_of(largest_mass(image_.mass), area, deviation));
    image_.relative.resize(image_.mass.size());
    if (dimension == 2) {
        compare_on_circle(camera, angular);
    } else {
        expect_uniform(camera, deviation);
        compare_on_sphere();
    }
    image_.largest = std::max(crowded_density(image_), least_largest);
    return image_;
}

double density_place(double relative, double largest) {
    return std::clamp(std::asinh(relative) / std::asinh(largest), 0.0, 1.0);
}

Rgb density_colour(double unit_value, Theme theme) {
    return magnitude_colour(theme == Theme::dark ? unit_value : 1 - unit_value);
}

}  // namespace coalesce
