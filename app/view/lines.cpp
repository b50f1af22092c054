#include "view/lines.hpp"

#include <cstddef>

namespace coalesce {

Lines::Lines() {
    glBindVertexArray(array_.id());
    glBindBuffer(GL_ARRAY_BUFFER, buffer_.id());
    const auto attribute = [](GLuint place, GLint size, GLenum type, GLboolean normalised, std::size_t offset) {
        glEnableVertexAttribArray(place);
        glVertexAttribPointer(place, size, type, normalised, sizeof(Segment), reinterpret_cast<const void*>(offset));
        glVertexAttribDivisor(place, 1);
    };
    attribute(0, 3, GL_FLOAT, GL_FALSE, offsetof(Segment, from));
    attribute(1, 3, GL_FLOAT, GL_FALSE, offsetof(Segment, to));
    attribute(2, 4, GL_UNSIGNED_BYTE, GL_TRUE, offsetof(Segment, colour));
    glBindVertexArray(0);
}

void Lines::set(std::span<const Segment> segments) {
    buffer_.upload(GL_ARRAY_BUFFER, segments);
    count_ = static_cast<GLsizei>(segments.size());
}

void Lines::draw(const Program& program, const Camera& camera, const LineStyle& style) const {
    if (count_ == 0) return;
    program.use();
    program.set("clip_from_world", camera.clip_from_world());
    program.set("viewport", glm::vec2(camera.width, camera.height));
    program.set("back", camera.back);
    program.set("horizon", camera.horizon());
    program.set("half_width", 0.5f * style.width);
    program.set("opacity", style.alpha);
    program.set("side", style.side == Side::far ? -1.0f : style.side == Side::near ? 1.0f : 0.0f);
    glBindVertexArray(array_.id());
    glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, count_);
    glBindVertexArray(0);
}

}  // namespace coalesce
