namespace Norm.ML.Lab.Tests.Browser;

/// <summary>Facts about the layout of a page that anyone can check: a line for each text that cannot be read to its end.</summary>
internal static class LayoutFacts
{
    /// <summary>
    /// The document is not wider than the window. No element hides a part of its text, and no text leaves its box: where something is wider than its
    /// place, a region around it scrolls, and a hint beside it says so. At a desk nothing has to be scrolled for a few pixels.
    /// </summary>
    public const string Script =
        """
        () => {
          const found = [], root = document.documentElement;
          if (root.scrollWidth > root.clientWidth) found.push(`the document is ${root.scrollWidth} wide in a window of ${root.clientWidth}`);
          const scrolls = (one) => /auto|scroll/.test(getComputedStyle(one).overflowX);
          const name = (one) => `${one.tagName.toLowerCase()}.${one.className} '${one.textContent.trim().slice(0, 40)}'`;
          const pen = document.createElement('canvas').getContext('2d');
          for (const one of document.querySelectorAll('select')) {
            const style = getComputedStyle(one), arrow = 22;
            pen.font = style.font;
            const room = one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - arrow;
            for (const option of one.options)
              if (pen.measureText(option.text).width > room) found.push(`the choice '${option.text}' is wider than its list`);
          }
          for (const one of document.querySelectorAll('body *')) {
            if (!one.checkVisibility() || one.closest('svg svg, svg *, .skip, noscript, option')) continue;
            const style = getComputedStyle(one), wide = one.scrollWidth > one.clientWidth + 1;
            if (style.display === 'inline' || one.clientWidth === 0) continue;
            if (wide && scrolls(one) && one.previousElementSibling?.checkVisibility() !== true && !one.matches('.wide, .chips, textarea'))
              found.push(`${name(one)} scrolls and does not say so`);
            if (wide && scrolls(one) && root.clientWidth > 600 && one.scrollWidth < one.clientWidth + 24)
              found.push(`${name(one)} is only ${one.scrollWidth - one.clientWidth} pixels wider than its place`);
            if (wide && !scrolls(one) && style.overflowX !== 'visible') found.push(`${name(one)} hides ${one.scrollWidth - one.clientWidth} pixels`);
            if (style.textOverflow === 'ellipsis' && wide) found.push(`${name(one)} is cut`);
            if (![...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue;
            const range = document.createRange();
            range.selectNodeContents(one);
            const text = range.getBoundingClientRect();
            for (let up = one; up && up !== document.body; up = up.parentElement) {
              if (scrolls(up)) break;
              const box = up.getBoundingClientRect();
              if (getComputedStyle(up).display !== 'inline' && (text.right > box.right + 1.5 || text.left < box.left - 1.5)) {
                const by = Math.round(Math.max(text.right - box.right, box.left - text.left));
                found.push(`${name(one)} leaves ${up.tagName.toLowerCase()}.${up.className} by ${by}`);
                break;
              }
            }
          }
          return found;
        }
        """;
}
