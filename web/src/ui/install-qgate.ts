/** Installs `qgate` for the user alone. A global installation obeys no file of the folder in which it runs. */
export const INSTALL_QGATE = `npm install --global --ignore-scripts --prefix ~/.local ${window.location.origin}/qgate.tgz`;
