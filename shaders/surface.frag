#version 330 core
in vec2 pixel;

uniform vec2 centre;
uniform float outline;
uniform float focal;
uniform float eye;  // distance from the centre, radii
uniform vec3 right;
uniform vec3 up;
uniform vec3 back;
uniform float far_side;  // 1: paint where the ray leaves the sphere; 0: where it enters
uniform float light_theme;
uniform float largest;
uniform sampler2D values;   // density per steradian, by longitude and latitude
uniform sampler2D palette;

out vec4 fragment;

const float pi = 3.14159265;

void main() {
    vec2 offset = pixel - centre;
    float inside = clamp(outline - length(offset) + 0.5, 0.0, 1.0);
    if (inside <= 0.0) discard;
    // The ray eye·back + s (p.x right + p.y up - back) meets the unit sphere at the roots of a quadratic.
    vec2 p = offset / focal;
    float a = 1.0 + dot(p, p);
    float root = sqrt(max(0.0, eye * eye - a * (eye * eye - 1.0)));
    float s = (eye + (far_side > 0.5 ? root : -root)) / a;
    vec3 x = normalize((eye - s) * back + s * (p.x * right + p.y * up));
    vec2 place = vec2(atan(x.y, x.x) / (2.0 * pi) + 0.5, asin(clamp(x.z, -1.0, 1.0)) / pi + 0.5);
    float u = clamp(textureLod(values, place, 0.0).r / max(largest, 1e-30), 0.0, 1.0);
    vec3 colour = textureLod(palette, vec2((u * 255.0 + 0.5) / 256.0, 0.5), 0.0).rgb;

    float facing = abs(dot(x, back));
    float cover = mix(0.62, 0.94, sqrt(u));
    if (far_side > 0.5) {
        float grey = dot(colour, vec3(0.2126, 0.7152, 0.0722));
        colour = mix(vec3(grey), colour, 0.6) * mix(0.6, 1.0, light_theme);
        cover *= 0.5;
    } else {
        colour *= 0.86 + 0.14 * facing;
    }
    fragment = vec4(colour, cover * inside);
}
