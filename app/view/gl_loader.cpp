#include <glad/gl.h>

#include <cstdio>
#include <string>

#include "coalesce/model/error.hpp"
#include "view/gl_context.hpp"

namespace coalesce {
namespace {

#ifndef NDEBUG
void GLAD_API_PTR print_gl_message(GLenum, GLenum type, GLuint, GLenum severity, GLsizei, const GLchar* message,
                                   const void*) {
    if (severity == GL_DEBUG_SEVERITY_NOTIFICATION || type == GL_DEBUG_TYPE_PERFORMANCE) return;
    std::fprintf(stderr, "OpenGL: %s\n", message);
}

void report_gl_messages() {
    if (!GLAD_GL_KHR_debug || glDebugMessageCallback == nullptr) return;
    glEnable(GL_DEBUG_OUTPUT);
    glEnable(GL_DEBUG_OUTPUT_SYNCHRONOUS);
    glDebugMessageCallback(print_gl_message, nullptr);
}
#endif

}  // namespace

void load_gl(GlLoader loader) {
    const int version = gladLoadGL(reinterpret_cast<GLADloadfunc>(loader));
    if (version == 0) throw RunError("OpenGL 3.3 is needed, but no OpenGL functions could be loaded");
    if (!GLAD_GL_VERSION_3_3) {
        const auto* renderer = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
        throw RunError("OpenGL 3.3 is needed, but this machine offers " + std::to_string(GLAD_VERSION_MAJOR(version)) +
                       "." + std::to_string(GLAD_VERSION_MINOR(version)) + " (renderer " +
                       (renderer != nullptr ? renderer : "unknown") + ")");
    }
#ifndef NDEBUG
    report_gl_messages();
#endif
}

}  // namespace coalesce
