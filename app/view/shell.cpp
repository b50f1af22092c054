#include "view/shell.hpp"

#include "view/colours.hpp"

namespace coalesce {

Shell::Shell() : ground_("screen.vert", "ground.frag"), front_("screen.vert", "shell.frag") {}

void Shell::set_common(const Program& program, const Camera& camera, Theme theme) const {
    program.use();
    program.set("viewport", glm::vec2(camera.width, camera.height));
    program.set("centre", glm::vec2(camera.centre.x, static_cast<float>(camera.height) - camera.centre.y));
    program.set("outline", camera.outline());
    program.set("light_theme", theme == Theme::light ? 1.0f : 0.0f);
}

void Shell::draw_ground(const Camera& camera, Theme theme, bool glass) const {
    const Rgb ground = background(theme);
    set_common(ground_, camera, theme);
    ground_.set("rectangle", glm::vec4(-1, -1, 1, 1));
    ground_.set("ground", glm::vec3(ground.r, ground.g, ground.b));
    ground_.set("glass", glass ? 1.0f : 0.0f);
    glDisable(GL_BLEND);
    glBindVertexArray(array_.id());
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    glBindVertexArray(0);
    glEnable(GL_BLEND);
}

void Shell::draw_front(const Camera& camera, Theme theme) const {
    set_common(front_, camera, theme);
    const glm::vec2 size(camera.width, camera.height);
    const glm::vec2 centre(camera.centre.x, size.y - camera.centre.y);
    const glm::vec2 reach(camera.outline() + 2);
    const glm::vec2 low = 2.0f * (centre - reach) / size - 1.0f;
    const glm::vec2 high = 2.0f * (centre + reach) / size - 1.0f;
    front_.set("rectangle", glm::vec4(low, high));
    glBindVertexArray(array_.id());
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    glBindVertexArray(0);
}

}  // namespace coalesce
