// Where a slider's thumb lies in the window.
const [slider] = arguments;
slider.scrollIntoView({ block: "center" });
const box = slider.getBoundingClientRect();
const share = (Number(slider.value) - Number(slider.min)) / (Number(slider.max) - Number(slider.min));
const thumb = 16;
return [Math.round(box.left + thumb / 2 + share * (box.width - thumb)), Math.round(box.top + box.height / 2)];
