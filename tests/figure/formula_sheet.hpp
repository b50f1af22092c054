#pragma once

#include <string>
#include <vector>

#include "chart/page.hpp"
#include "chart/prose.hpp"
#include "view/ui.hpp"

namespace coalesce {

/// Formulas of docs/science.md, as a lecture would show them.
inline const std::vector<std::string>& formulas_of_the_papers() {
    static const std::vector<std::string> all{
        R"($$dx_i=P_{x_i}Vm_i\,dt+P_{x_i}\circ\sqrt{2D}\,dW_i$$)",
        R"($$w_{ij}=\frac{\alpha_je^{\beta\langle Qx_i,Kx_j\rangle}}{\sum_k\alpha_ke^{\beta\langle Qx_i,Kx_k\rangle}}$$)",
        R"($$F(z)=\log\sum_j\alpha_je^{\langle z,x_j\rangle},\quad m_i=\nabla F(z_i)$$)",
        R"($$p_\tau(\theta)=\sum_{l\ge0}\frac{2l+1}{4\pi}e^{-l(l+1)\tau}P_l(\cos\theta)$$)",
        R"($$\sqrt2\,e^{\tau/4}(4\pi\tau)^{-3/2}\int_\theta^\pi\frac{g(\varphi)}{\sqrt{\cos\theta-\cos\varphi}}\,d\varphi$$)",
        R"($$x(t)=\frac{e^{\tau A}x_0}{\lVert e^{\tau A}x_0\rVert},\quad\frac{d\tau}{dt}=\frac1{\lVert K^TQx\rVert}$$)",
        R"($$\omega=2\pi\bigg/\int_0^{2\pi}\frac{\lVert Bx\rVert}{\langle x',Ax\rangle}\,d\theta$$)",
        R"($$\partial_t\mu=-\gamma\kappa\,\Delta\mu,\qquad\kappa=\frac{\lambda_2}{\lambda_1\beta}$$)",
        R"($$t^\ast=\min_k\frac{s_k^2}{2\kappa}$$)",
        R"($$t_{\text{chance}}=\max\Big(0,\frac1{r_k}\log\big(0.3\sqrt{N/M}\big)\Big)$$)",
        R"($$\dot y_i=\lambda_2c_{ij}e^{-\beta\lambda_1(1-\rho)}P_{y_i}y_j$$)",
        R"($$c_{ij}=\begin{cases}\alpha_j/\alpha_i&\text{softmax}\\\alpha_j&\text{unnormalised}\end{cases}$$)",
        R"($$\frac{\sigma}{1-\sigma}=\frac{\alpha_j}{\alpha_i}\cdot\frac{\alpha_j+\alpha_ik}{\alpha_i+\alpha_jk}$$)",
        R"($$E=\frac1{2\beta}\sum_{i,j}\alpha_i\alpha_je^{\beta(\langle Qx_i,Kx_j\rangle-s)}$$)",
        R"($$r_k=\lambda_2k^2\frac{I_k(b)}{bI_0(b)}-Dk^2$$)",
        R"($$i_l(x)=\sqrt{\frac\pi{2x}}\,I_{l+\frac12}(x)$$)",
        R"($$\Big(\sum_{ij}\alpha_i\alpha_jP_l(\langle x_i,x_j\rangle)\Big)^{1/2}$$)",
        R"($$m=\frac{\int e^{\beta\langle Qx,Ky\rangle}y\,d\mu(y)}{\int e^{\beta\langle Qx,Ky\rangle}\,d\mu(y)}$$)",
        R"($$\partial_t\mu=-\gamma C\,\partial_\theta^2(\mu^2),\quad W\approx\sqrt{2\pi/b}$$)",
        R"($$\dot\rho=\frac{2(1-\rho)((n-1)\rho+1)}{e^{\beta(1-\rho)}+n-1}$$)",
        R"($$L=\left[\log\frac g{w-g}\right],\quad t=\frac{E+(n-1)L}{2n}$$)",
        R"($$\mathbf x=(\cos\theta,\sin\theta)\in\mathbb S^1\subset\mathbb R^2$$)",
        R"($$\hat\mu_N=\frac1N\sum_{i=1}^N\delta_{x_i}\rightharpoonup\bar\mu,\quad N\to\infty$$)",
        R"($$W_1(\mu,\nu)=\inf_{\pi}\int\lVert\mathbf x-\mathbf y\rVert\,d\pi(\mathbf x,\mathbf y)$$)",
        R"($$\operatorname{softmax}(z)_i=\frac{\exp z_i}{\sum_j\exp z_j}$$)",
        R"($$\begin{pmatrix}1&0\\0&\frac12\end{pmatrix}\begin{pmatrix}x_1\\x_2\end{pmatrix}=\lambda\begin{pmatrix}x_1\\x_2\end{pmatrix}$$)",
        R"($$\widehat{f}(k)=\overline{\int_0^{2\pi}e^{ik\theta}f(\theta)\,d\theta}$$)",
        R"($$\sqrt{1+\sqrt{1+\sqrt{1+x^{2^{n}}}}}\ne\sqrt[3]{x}$$)",
        R"($$\left\lVert\sum_{k=0}^{n}\binom nk\frac{a^kb^{n-k}}{\sqrt{k!}}\right\rVert\le\left(\prod_{j}\frac{\lambda_j}{2}\right)^{\!2}$$)",
        R"(Tokens wait about $e^{c\beta}$ *layers*, $c=\lambda_1(1-\rho)$, until $1-\rho\le\frac1{\beta\lambda_1}$.)"};
    return all;
}

/// A page of them in columns. @param size  height of a line of words, points
inline chart::Page formula_sheet(Theme theme, float size, int columns) {
    const auto count = static_cast<int>(formulas_of_the_papers().size());
    const float width = 1200, cell = (width - 48) / static_cast<float>(columns), line = 4.6f * size;
    chart::Page page;
    page.width = width;
    page.title = "Formulas";
    page.height = 60 + line * static_cast<float>((count + columns - 1) / columns);
    for (int k = 0; k < count; ++k) {
        const chart::Box where{24 + cell * static_cast<float>(k % columns), 50 + line * static_cast<float>(k / columns),
                               cell, line};
        const std::string& source = formulas_of_the_papers()[static_cast<std::size_t>(k)];
        page.drawings.push_back(
            {where, [=](const chart::Canvas& canvas, chart::Place from, chart::Place to) {
                 const formula::Setting setting{.size = size * canvas.point, .width = 0.96f * (to.x - from.x)};
                 const auto layout = chart::lay_out(formula::parse(source), setting, canvas.surface);
                 const chart::Paper paper = palette::paper(theme);
                 const float y = (from.y + to.y - layout.height) / 2;
                 chart::draw(layout, canvas.surface, {from.x, y},
                             {paper.text, ink(palette::theory(theme)), paper.faint_text});
             }});
    }
    return page;
}

}  // namespace coalesce
