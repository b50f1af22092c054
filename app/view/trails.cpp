#include "view/trails.hpp"

#include <algorithm>

namespace coalesce {

void Trails::choose(std::size_t count, int length) {
    const std::size_t room = most_segments / static_cast<std::size_t>(length);
    const std::size_t chosen = std::min(count, std::max<std::size_t>(room, 1));
    chosen_.resize(chosen);
    for (std::size_t k = 0; k < chosen; ++k) chosen_[k] = k * count / chosen;
    past_.clear();
    length_ = length;
    count_ = count;
}

void Trails::update(const Frame& frame, const Tokens& tokens, int length) {
    if (length <= 0) {
        if (!past_.empty()) lines_.set({});
        past_.clear();
        length_ = 0;
        return;
    }
    if (length != length_ || frame.generation != generation_ || frame.time < time_ || frame.size() != count_)
        choose(frame.size(), length);
    const bool later = past_.empty() || (frame.sequence != sequence_ && frame.time != time_);
    if (!later && tokens.version() == version_) return;
    if (later) {
        std::vector<glm::vec3> now(chosen_.size());
        std::transform(chosen_.begin(), chosen_.end(), now.begin(),
                       [&](std::size_t i) { return tokens.positions()[i]; });
        past_.push_front(std::move(now));
        if (past_.size() > static_cast<std::size_t>(length) + 1) past_.pop_back();
    }
    generation_ = frame.generation;
    sequence_ = frame.sequence;
    time_ = frame.time;
    version_ = tokens.version();
    rebuild(tokens);
}

void Trails::rebuild(const Tokens& tokens) {
    std::vector<Segment> segments;
    segments.reserve(chosen_.size() * past_.size());
    for (std::size_t age = past_.size(); age-- > 1;) {
        const float fade = 1 - static_cast<float>(age - 1) / static_cast<float>(length_);
        for (std::size_t k = 0; k < chosen_.size(); ++k) {
            const glm::vec3& from = past_[age][k];
            const glm::vec3& to = past_[age - 1][k];
            if (from == to) continue;
            Rgba8 colour = tokens.colours()[chosen_[k]];
            colour[3] = static_cast<std::uint8_t>(200 * fade * fade);
            segments.push_back({from, to, colour});
        }
    }
    lines_.set(segments);
}

void Trails::draw(const Program& program, const Camera& camera, Side side, float scale, double opacity) const {
    const float dimmed = side == Side::far ? 0.35f : 0.8f;
    lines_.draw(program, camera, {1.2f * scale, dimmed * static_cast<float>(opacity), side});
}

}  // namespace coalesce
