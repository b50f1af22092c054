#include "view/gl_objects.hpp"

#include <array>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "coalesce/model/error.hpp"
#include "embedded.hpp"

namespace coalesce {
namespace {

std::string first_line(const char* log) {
    const std::string text(log);
    return text.substr(0, text.find('\n'));
}

GLuint compile(GLenum stage, std::string_view file) {
    const std::string_view source = embedded_file(file);
    if (source.empty()) throw RunError("shader " + std::string(file) + ": not built into this program");
    const GLuint shader = glCreateShader(stage);
    const char* text = source.data();
    const auto length = static_cast<GLint>(source.size());
    glShaderSource(shader, 1, &text, &length);
    glCompileShader(shader);
    GLint done = GL_FALSE;
    glGetShaderiv(shader, GL_COMPILE_STATUS, &done);
    if (done == GL_TRUE) return shader;
    std::array<char, 1024> log{};
    glGetShaderInfoLog(shader, static_cast<GLsizei>(log.size()), nullptr, log.data());
    glDeleteShader(shader);
    throw RunError("shader " + std::string(file) + ": " + first_line(log.data()));
}

/// Deletes a shader object at the end of the scope; a linked program does not need it.
struct ShaderGuard {
    GLuint id;
    ~ShaderGuard() { glDeleteShader(id); }
};

}  // namespace

std::shared_ptr<const Program::Linked> Program::link(std::string_view vertex_file, std::string_view fragment_file) {
    const ShaderGuard vertex{compile(GL_VERTEX_SHADER, vertex_file)};
    const ShaderGuard fragment{compile(GL_FRAGMENT_SHADER, fragment_file)};
    auto linked = std::make_shared<const Linked>();
    glAttachShader(linked->id, vertex.id);
    glAttachShader(linked->id, fragment.id);
    glLinkProgram(linked->id);
    GLint done = GL_FALSE;
    glGetProgramiv(linked->id, GL_LINK_STATUS, &done);
    if (done == GL_TRUE) return linked;
    std::array<char, 1024> log{};
    glGetProgramInfoLog(linked->id, static_cast<GLsizei>(log.size()), nullptr, log.data());
    throw RunError("shaders " + std::string(vertex_file) + " and " + std::string(fragment_file) + ": " +
                   first_line(log.data()));
}

Program::Program(std::string_view vertex_file, std::string_view fragment_file) {
    // OpenGL's names belong to a context, and a context to a thread.
    thread_local std::map<std::pair<std::string, std::string>, std::weak_ptr<const Linked>> in_use;
    std::weak_ptr<const Linked>& known = in_use[{std::string(vertex_file), std::string(fragment_file)}];
    linked_ = known.lock();
    if (!linked_) known = linked_ = link(vertex_file, fragment_file);
}

}  // namespace coalesce
