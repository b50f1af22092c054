#version 330 core
flat in vec4 tint;

out vec4 fragment;

void main() {
    fragment = tint;
}
