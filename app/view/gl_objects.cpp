#include "view/gl_objects.hpp"

#include <array>
#include <string>

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

Program::Program(std::string_view vertex_file, std::string_view fragment_file) {
    const ShaderGuard vertex{compile(GL_VERTEX_SHADER, vertex_file)};
    const ShaderGuard fragment{compile(GL_FRAGMENT_SHADER, fragment_file)};
    id_ = glCreateProgram();
    glAttachShader(id_, vertex.id);
    glAttachShader(id_, fragment.id);
    glLinkProgram(id_);
    GLint done = GL_FALSE;
    glGetProgramiv(id_, GL_LINK_STATUS, &done);
    if (done == GL_TRUE) return;
    std::array<char, 1024> log{};
    glGetProgramInfoLog(id_, static_cast<GLsizei>(log.size()), nullptr, log.data());
    glDeleteProgram(id_);
    throw RunError("shaders " + std::string(vertex_file) + " and " + std::string(fragment_file) + ": " +
                   first_line(log.data()));
}

Program::~Program() {
    glDeleteProgram(id_);
}

}  // namespace coalesce
