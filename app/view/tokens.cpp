#include "view/tokens.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "view/parallel.hpp"

namespace coalesce {
namespace {

/// Number of slices along the diameter by which depth is sorted; a slice is a tenth of a pixel at usual sizes.
constexpr std::size_t slices = 2048;

std::size_t slice_of(float along_back) {
    // Depths reach 1.1 radii, since the balls of clusters protrude from the sphere.
    return static_cast<std::size_t>(std::clamp((along_back + 1) / 2.1f, 0.0f, 1.0f) * (slices - 1) + 0.5f);
}

/// Returns the relative radius of a token: its volume is proportional to its mass, within bounds.
float size_of_mass(float relative_mass) {
    return std::clamp(std::cbrt(relative_mass), 0.6f, 8.0f);
}

/// Returns a fixed number in (0, 1) for a token, by Weyl's sequence, which is evenly spread over any range of indices.
float share_of(std::size_t i) {
    const double turn = (static_cast<double>(i) + 0.5) * std::numbers::phi;
    return static_cast<float>(turn - std::floor(turn));
}

/// Returns the relative radius of token i amid a crowd of mass `local`. About eight tokens of a crowd grow to the ball
/// that stands for all of it and hides the others, so that not all are drawn as large sprites over each other.
float crowded_size(std::size_t i, float local, float own, float radius) {
    // The ball's volume is proportional to its mass, with radius 0.075 for the whole cloud. Crowds below 1 % of the
    // mass do not grow: the measuring kernel collects 0.1 % from a uniform cloud, 0.8 % from one along a great circle.
    constexpr float whole = 0.075f, no_cluster = 0.01f, representatives = 8;
    if (local <= no_cluster) return 1;
    const float chosen = representatives * own / local;
    const float share = share_of(i);
    const float in = std::clamp((1.5f * chosen - share) / (0.75f * chosen), 0.0f, 1.0f);
    const float full = std::max(whole * std::cbrt(local - no_cluster) / radius, 1.0f);
    return 1 + in * (full - 1);
}

}  // namespace

void bind_token_buffers(const Program& program, const TokenBuffer& tokens, std::size_t every) {
    const auto stride = static_cast<GLsizei>(sizeof(glm::vec3) * every);
    glBindBuffer(GL_ARRAY_BUFFER, tokens.now);
    glVertexAttribPointer(0, 3, GL_FLOAT, GL_FALSE, stride, nullptr);
    glEnableVertexAttribArray(0);
    const bool under_way = tokens.before != 0 && tokens.later < 1;
    program.set("later", under_way ? tokens.later : 1.0f);
    under_way ? glEnableVertexAttribArray(2) : glDisableVertexAttribArray(2);
    if (!under_way) return;
    glBindBuffer(GL_ARRAY_BUFFER, tokens.before);
    glVertexAttribPointer(2, 3, GL_FLOAT, GL_FALSE, stride, nullptr);
}

float token_radius(std::size_t count, int dimension) {
    const auto n = static_cast<float>(std::max<std::size_t>(count, 1));
    // The radius is a good quarter of the mean distance of neighbours: a uniform cloud covers a quarter of the sphere,
    // or of the band of S^1.
    const float area =
        dimension == 3 ? 4 * std::numbers::pi_v<float> : 4 * std::numbers::pi_v<float> * CircleLayout::half_width(1);
    const float share = dimension == 3 ? 0.29f : 0.45f;
    return std::clamp(share * std::sqrt(area / n), 0.0012f, 0.026f);
}

Tokens::Tokens() : program_("token.vert", "token.frag"), point_program_("point.vert", "point.frag") {
    glBindVertexArray(point_array_.id());
    glEnableVertexAttribArray(0);
    glEnableVertexAttribArray(1);
    glBindVertexArray(array_.id());
    glBindBuffer(GL_ARRAY_BUFFER, position_buffer_.id());
    glEnableVertexAttribArray(0);
    glVertexAttribPointer(0, 3, GL_FLOAT, GL_FALSE, 0, nullptr);
    glBindBuffer(GL_ARRAY_BUFFER, colour_buffer_.id());
    glEnableVertexAttribArray(1);
    glVertexAttribPointer(1, 4, GL_UNSIGNED_BYTE, GL_TRUE, 0, nullptr);
    glBindBuffer(GL_ARRAY_BUFFER, size_buffer_.id());
    glVertexAttribPointer(2, 1, GL_FLOAT, GL_FALSE, 0, nullptr);
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, index_buffer_.id());
    glBindVertexArray(0);
}

void Tokens::take_masses(const Frame& frame) {
    masses_ = frame.mass.size() == frame.size() ? frame.mass : std::vector<float>{};
    mass_sizes_.resize(masses_.size());
    const auto n = static_cast<float>(masses_.size());
    std::transform(masses_.begin(), masses_.end(), mass_sizes_.begin(), [n](float m) { return size_of_mass(m * n); });
}

void Tokens::crowd(std::span<const float> local_mass) {
    std::vector<float> sizes = mass_sizes_;
    if (!local_mass.empty()) {
        sizes.resize(count_, 1.0f);
        const float radius = token_radius(sizes.size(), dimension_);
        const auto share = static_cast<float>(every_);
        for_each_piece(drawn(), [&](std::size_t begin, std::size_t end) {
            for (std::size_t j = begin; j < end; ++j) {
                const std::size_t i = j * every_;
                sizes[i] = std::max(sizes[i], crowded_size(i, local_mass[i], share * mass(i), radius));
            }
        });
    }
    if (sizes == sizes_) return;
    sizes_.swap(sizes);
    upload_sizes();
}

void Tokens::upload_sizes() {
    sizes_changed_ = true;
    glBindVertexArray(array_.id());
    if (sizes_.empty()) {
        glDisableVertexAttribArray(2);
    } else {
        size_buffer_.upload(GL_ARRAY_BUFFER, std::span<const float>(sizes_));
        glEnableVertexAttribArray(2);
    }
    glBindVertexArray(0);
}

void Tokens::take_positions(const Frame& frame) {
    dimension_ = frame.dimension;
    count_ = frame.in_buffer && buffer_.now == 0 ? 0 : frame.size();
    if (frame.in_buffer) return positions_.clear();
    if (dimension_ == 2) return circle_.place(frame, positions_);
    positions_.resize(frame.size());
    for_each_piece(frame.size(), [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            positions_[i] = {frame.positions[3 * i], frame.positions[3 * i + 1], frame.positions[3 * i + 2]};
    });
}

void Tokens::update(const Frame& frame, const ViewState& view, TokenStyle style, std::size_t every,
                    const TokenBuffer& buffer) {
    const bool new_tokens =
        version_ == 0 || frame.generation != generation_ || frame.size() != count_ || frame.number != number_;
    const bool new_frame = new_tokens || frame.sequence != sequence_ || frame.in_buffer != (buffer_.now != 0);
    // Tokens in a buffer have only colours that do not change from frame to frame.
    const bool other_colours = (frame.in_buffer ? new_tokens : new_frame) || view.theme != theme_ ||
                               view.colour_by != colour_by_ || wanted_row_ != row_ ||
                               wanted_scales_.tokens != scales_.tokens ||
                               wanted_scales_.attention != scales_.attention || frame.in_buffer != (buffer_.now != 0);
    buffer_ = frame.in_buffer ? buffer : TokenBuffer{};
    row_ = wanted_row_;
    scales_ = wanted_scales_;
    const bool other_choice = every != every_ || style != style_;
    style_ = style;
    every_ = every;
    if (other_colours) coloured_ = colours_uploaded_ = false;
    const bool needs_colours = !coloured_ && (style != TokenStyle::density || view.trails > 0);
    if (new_frame) {
        take_positions(frame);
        take_masses(frame);
        positions_uploaded_ = false;
    }
    if (needs_colours) {
        if (row_ && row_->share.size() == frame.size())
            attention_colours(*row_, scales_.attention > 0 ? scales_.attention : attention_scale(*row_), colours_);
        else
            token_colours(frame, view, colours_, scales_);
        coloured_ = true;
    }
    if (style != TokenStyle::density) upload();
    sequence_ = frame.sequence;
    generation_ = frame.generation;
    number_ = frame.number;
    theme_ = view.theme;
    colour_by_ = view.colour_by;
    if (new_frame || needs_colours || other_choice) ++version_;
}

void Tokens::upload() {
    if (!positions_uploaded_ && !positions_.empty())
        position_buffer_.upload(GL_ARRAY_BUFFER, std::span<const glm::vec3>(positions_));
    if (!colours_uploaded_) colour_buffer_.upload(GL_ARRAY_BUFFER, std::span<const Rgba8>(colours_));
    positions_uploaded_ = colours_uploaded_ = true;
}

void Tokens::arrange(const Camera& camera, const ViewState& view, float scale) {
    radius_pixels_ = camera.focal * token_radius(count_, dimension_) * static_cast<float>(view.token_size);
    least_pixels_ = 0.7f * scale;
    if (style_ != TokenStyle::sprites) return;
    if (!sizes_changed_ && version_ == arranged_version_ && camera.back == arranged_back_ &&
        camera.horizon() == arranged_horizon_)
        return;
    sort(camera);
    sizes_changed_ = false;
    arranged_version_ = version_;
    arranged_back_ = camera.back;
    arranged_horizon_ = camera.horizon();
}

void Tokens::sort(const Camera& camera) {
    const float radius = token_radius(count_, dimension_);
    // Counting sort is stable: tokens of one slice keep their order, and pictures are reproducible.
    std::array<std::uint32_t, slices + 1> start{};
    keys_.resize(drawn());
    order_.resize(drawn());
    for (std::size_t j = 0; j < keys_.size(); ++j) {
        const std::size_t i = j * every_;
        // Sorted by the ball's point nearest to the eye, so that a large ball covers the small ones inside it.
        const float bulge = sizes_.empty() ? 0.0f : (sizes_[i] - 1) * radius;
        const float along = glm::dot(positions_[i], camera.back);
        const std::size_t slice =
            slice_of(along < camera.horizon() ? std::min(along + bulge, camera.horizon() - 1e-3f) : along + bulge);
        keys_[j] = static_cast<std::uint32_t>(slice);
        ++start[slice + 1];
    }
    for (std::size_t s = 0; s < slices; ++s) start[s + 1] += start[s];
    beyond_horizon_ = dimension_ == 3 ? start[slice_of(camera.horizon())] : 0;
    for (std::size_t j = 0; j < keys_.size(); ++j) order_[start[keys_[j]]++] = static_cast<std::uint32_t>(j * every_);
    // The vertex array is bound, since it owns the binding of its index buffer.
    glBindVertexArray(array_.id());
    index_buffer_.upload(GL_ELEMENT_ARRAY_BUFFER, std::span<const std::uint32_t>(order_));
    glBindVertexArray(0);
}

void Tokens::set_common(const Program& program, const Camera& camera, const ViewState& view) const {
    const Rgb ground = background(view.theme);
    program.use();
    program.set("clip_from_world", camera.clip_from_world());
    program.set("back", camera.back);
    program.set("horizon", camera.horizon());
    program.set("sphere", dimension_ == 3 ? 1.0f : 0.0f);
    program.set("radius_at_unit_depth", radius_pixels_);
    program.set("least_radius", least_pixels_);
    program.set("opacity", static_cast<float>(view.opacity));
    program.set("stands_for", static_cast<float>(every_));
    program.set("ground", glm::vec3(ground.r, ground.g, ground.b));
}

void Tokens::draw_points(Side side, const Camera& camera, const ViewState& view) const {
    if (count_ == 0) return;
    set_common(point_program_, camera, view);
    point_program_.set("side", side == Side::both || dimension_ == 2 ? 0.0f : side == Side::near ? 1.0f : -1.0f);
    point_program_.set("least_side", least_pixels_ / 0.7f);
    const auto stride = [&](std::size_t bytes) { return static_cast<GLsizei>(bytes * every_); };
    glBindVertexArray(point_array_.id());
    bind_token_buffers(point_program_, buffer_.now != 0 ? buffer_ : TokenBuffer{position_buffer_.id()}, every_);
    glBindBuffer(GL_ARRAY_BUFFER, colour_buffer_.id());
    glVertexAttribPointer(1, 4, GL_UNSIGNED_BYTE, GL_TRUE, stride(sizeof(Rgba8)), nullptr);
    glEnable(GL_PROGRAM_POINT_SIZE);
    glDrawArrays(GL_POINTS, 0, static_cast<GLsizei>(drawn()));
    glDisable(GL_PROGRAM_POINT_SIZE);
    glBindVertexArray(0);
}

void Tokens::draw(Side side, const Camera& camera, const ViewState& view) const {
    if (style_ == TokenStyle::density) return;
    if (style_ == TokenStyle::points) return draw_points(side, camera, view);
    const std::size_t first = side == Side::near ? beyond_horizon_ : 0;
    const std::size_t last = side == Side::far ? beyond_horizon_ : order_.size();
    if (first == last) return;
    set_common(program_, camera, view);
    program_.set("shade", view.theme == Theme::dark ? glm::vec3(0.42f, 0.66f, 0.30f) : glm::vec3(0.50f, 0.50f, 0.22f));
    glBindVertexArray(array_.id());
    glVertexAttrib1f(2, 1.0f);
    glEnable(GL_PROGRAM_POINT_SIZE);
    glDrawElements(GL_POINTS, static_cast<GLsizei>(last - first), GL_UNSIGNED_INT,
                   reinterpret_cast<const void*>(first * sizeof(std::uint32_t)));
    glDisable(GL_PROGRAM_POINT_SIZE);
    glBindVertexArray(0);
}

float Tokens::pixel_radius(std::size_t i, float depth) const {
    return std::max(radius_pixels_ * (sizes_.empty() ? 1.0f : sizes_[i]) / depth, least_pixels_);
}

std::optional<std::size_t> Tokens::pick(const Camera& camera, glm::vec2 pixel) const {
    // A sprite is hit up to two pixels outside its edge.
    constexpr float margin = 2;
    if (style_ == TokenStyle::density) return std::nullopt;
    struct Hit {
        std::optional<std::size_t> token;
        float rank = 0;
    };
    std::array<Hit, 8> hits;  // chunks_of returns at most 8
    for_each_chunk(positions_.size(), chunks_of(positions_.size()),
                   [&](std::size_t c, std::size_t from, std::size_t to) {
                       for (std::size_t i = from; i < to; ++i) {
                           const float depth = camera.depth(positions_[i]);
                           const float away = glm::distance(camera.project(positions_[i]), pixel);
                           const float reach = pixel_radius(i, depth) + margin;
                           // Tokens of nearly equal depth are ranked by their distance on the screen, others by depth.
                           const float rank = depth + 0.1f * away / reach;
                           if (away > reach || (hits[c].token && rank >= hits[c].rank)) continue;
                           hits[c] = {i, rank};
                       }
                   });
    Hit best;
    for (const Hit& hit : hits)
        if (hit.token && (!best.token || hit.rank < best.rank)) best = hit;
    return best.token;
}

}  // namespace coalesce
